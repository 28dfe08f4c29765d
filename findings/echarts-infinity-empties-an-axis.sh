#!/usr/bin/env bash
# One infinite value takes the labels from an axis of ECharts and sets it to 0..1, whatever the other values are.
#
# Version:   echarts 5.5.0 and 6.1.0, drawn by Node.js without a browser.
# Behaviour: a line of 5, Infinity, 50 has an axis from 0 to 1 without a label, so that 5 and 50 lie far outside. NaN in
#            its place is a gap, and the axis that of the others. On a logarithmic axis of 5.5.0 a single 0 among values
#            around 0.01 sets the axis to 1..10.
# Expected:  the axis of the values that can be drawn, as with NaN.
source "$(dirname "$0")/lib.sh"
npm echarts@5.5.0 newer@npm:echarts@6.1.0
seen <<'TEXT'
5.5.0 value 5,NaN,50: 0 10 20 30 40 50
5.5.0 value 5,Infinity,50: no label
6.1.0 value 5,Infinity,50: no label
5.5.0 log 0.01,0.1,50: 0.01 0.1 1 10 100
5.5.0 log 0.01,0,50: 1 10
TEXT
run_node <<'JS'
import * as echarts from 'echarts';
import * as newer from 'newer';

function show(library, type, values) {
  const chart = library.init(null, null, {renderer: 'svg', ssr: true, width: 400, height: 300});
  chart.setOption({
    animation: false,
    xAxis: {type: 'category', show: false},
    yAxis: {type},
    series: [{type: 'line', data: values}],
  });
  const svg = chart.renderToSVGString();
  chart.dispose(); // or its timer keeps the program alive
  const labels = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(match => match[1]);
  console.log(`${library.version} ${type} ${values}: ${labels.join(' ') || 'no label'}`);
}

show(echarts, 'value', [5, NaN, 50]);
show(echarts, 'value', [5, Infinity, 50]);
show(newer, 'value', [5, Infinity, 50]);
show(echarts, 'log', [.01, .1, 50]);
show(echarts, 'log', [.01, 0, 50]);
JS
