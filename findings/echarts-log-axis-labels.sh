#!/usr/bin/env bash
# ECharts labels a logarithmic axis with rounding errors, and its small values with zero.
#
# Version:   echarts 6.1.0, drawn by Node.js without a browser.
# Behaviour: labels are written out with 20 decimals. The tick at 1e-30 reads 0.00000000000000000000, which no
#            logarithmic axis has; that at 1e-4 reads 0.00009999999999999999. Norms of vanished gradients are of that
#            size.
# Expected:  1e-30 and 0.0001.
source "$(dirname "$0")/lib.sh"
npm echarts@6.1.0
seen <<'TEXT'
from 1e-30: 0.00000000000000000000 | 0.00000000000000000001 | 0.0000000001 | 1
from 1e-6: 0.000001 | 0.00001000000000000000 | 0.00009999999999999999 | 0.001
TEXT
run_node <<'JS'
import * as echarts from 'echarts';

function labels(values) {
  const chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: 400, height: 300});
  chart.setOption({
    animation: false,
    xAxis: {type: 'category', show: false},
    yAxis: {type: 'log'},
    series: [{type: 'line', data: values}],
  });
  const svg = chart.renderToSVGString();
  chart.dispose(); // or its timer keeps the program alive
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(match => match[1]).join(' | ');
}

console.log('from 1e-30: ' + labels([1e-30, 1e-20, 1]));
console.log('from 1e-6: ' + labels([1e-6, 1e-5, 1e-4]));
JS
