#!/usr/bin/env bash
# ECharts' sampling of a long line keeps one extreme of a bucket, so that a spike upwards beside one downwards is not drawn.
#
# Version:   echarts 5.5.0, drawn by Node.js without a browser, 400 pixels wide.
# Behaviour: of 10,000 values of 1 with 100 and -100 in the middle, sampling 'minmax' draws the 100 alone, and 'lttb' the
#            -100 alone. The axis goes by what was kept, so that nothing shows that there was more.
# Expected:  'minmax' has both, as the name says, and as echarts 6.1.0 has them.
source "$(dirname "$0")/lib.sh"
npm echarts@5.5.0 newer@npm:echarts@6.1.0
seen <<'TEXT'
echarts 5.5.0, not sampled: axis from -100 to 100
echarts 5.5.0, minmax: axis from 0 to 100
echarts 5.5.0, lttb: axis from -100 to 20
echarts 6.1.0, minmax: axis from -100 to 100
TEXT
run_node <<'JS'
import * as echarts from 'echarts';
import * as newer from 'newer';

const line = Array.from({length: 10000}, (_, x) => [x, 1]);
line[5000][1] = 100;
line[5001][1] = -100;

function show(library, sampling) {
  const chart = library.init(null, null, {renderer: 'svg', ssr: true, width: 400, height: 300});
  chart.setOption({
    animation: false,
    xAxis: {type: 'value', show: false},
    yAxis: {type: 'value'},
    series: [{type: 'line', data: line, sampling, showSymbol: false}],
  });
  const svg = chart.renderToSVGString();
  chart.dispose(); // or its timer keeps the program alive
  const labels = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(match => Number(match[1]));
  const from = Math.min(...labels);
  console.log(`echarts ${library.version}, ${sampling ?? 'not sampled'}: axis from ${from} to ${Math.max(...labels)}`);
}

show(echarts, undefined);
show(echarts, 'minmax');
show(echarts, 'lttb');
show(newer, 'minmax');
JS
