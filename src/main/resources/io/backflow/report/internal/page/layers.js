/* Panels 6 to 8: parameters and gates, what clipping did, updates against parameters. */
/* A chart for each arm, made anew when other arms are shown. */
BF.byArm = (grid, build, more) => {
  let shown = '';
  return () => {
    const names = BF.arms().map(arm => arm.key).join();
    if (names === shown) return;
    shown = names;
    BF.charts = BF.charts.filter(chart => { const keep = !grid.contains(chart.holder); if (!keep && chart.it) chart.it.dispose(); return keep; });
    grid.replaceChildren();
    BF.arms().forEach(arm => BF.chart(grid, arm.name, () => { const now = BF.arms().find(a => a.key === arm.key); return now ? build(BF.runOf(now), now) : null; }, more));
  };
};

BF.panels.push(() => {
  const section = BF.panel('layers', 'Layers and gates', 'Above: the norm of the gradient of each parameter and gate, the largest of neighbouring updates, one colour scale for all arms. Below: the mean of each gate'
    + ' over time steps (solid) and the share of it that is saturated (dashed).');
  const scale = BF.el('div', { class: 'tools' }), maps = BF.el('div', { class: 'grid wide' }), gates = BF.el('div', { class: 'grid wide' });
  section.append(scale, maps, gates);
  const updates = [BF.byArm(maps, BF.blockOption, { alone: true, size: 'high' }), BF.byArm(gates, BF.gateOption)];
  return () => {
    const [low, high] = BF.blockRange();
    scale.replaceChildren(BF.seedChoice(), BF.el('span', { class: 'scale' }, BF.power(Math.floor(low)), BF.el('i', { style: 'background:linear-gradient(90deg,' + BF.shades + ')' }), BF.power(Math.ceil(high)),
      BF.scaleMarks()));
    updates.forEach(update => update());
  };
});
BF.blockLogs = run => { const map = run.gradients && run.gradients.map; if (map && !map.logs) map.logs = (map.rows || []).map(row => BF.logs(row, 200)); return map; };
BF.blockRange = () => BF.colourRange(BF.arms().map(BF.runOf).flatMap(run => (BF.blockLogs(run) || { logs: [] }).logs.flat().filter(v => typeof v === 'number')));
BF.blockOption = run => {
  const map = BF.blockLogs(run);
  if (!map || !map.logs.length) return null;
  const cells = [], zeros = [], bad = [], [low, high] = BF.blockRange(), u = BF.sums(map.u), narrow = innerWidth < 560;
  map.logs.forEach((row, y) => row.forEach((v, x) => (typeof v === 'number' ? cells : v === 'z' ? zeros : bad).push([x, y, typeof v === 'number' ? v : v === 'z' ? 0 : 1])));
  return BF.frame({ dataZoom: [], grid: { left: narrow ? 96 : 132, right: 12, top: 8, bottom: 42 },
    xAxis: { type: 'category', data: u, name: 'update', nameLocation: 'middle', nameGap: 26, axisLabel: { color: BF.css('--soft'), hideOverlap: true }, nameTextStyle: { color: BF.css('--soft') }, axisTick: { show: false } },
    yAxis: { type: 'category', inverse: true, data: map.blocks, axisLabel: { color: BF.css('--soft'), width: narrow ? 86 : 122, overflow: 'truncate', fontSize: 11 }, axisTick: { show: false } },
    visualMap: [{ type: 'continuous', show: false, min: low, max: high, dimension: 2, seriesIndex: 0, inRange: { color: BF.shades } },
      { type: 'continuous', show: false, min: 0, max: 1, dimension: 2, seriesIndex: [1, 2], inRange: { color: ['#7d8790', '#00c2c7'] } }],
    series: [cells, zeros, bad].map(data => ({ type: 'heatmap', data, progressive: 0, emphasis: { disabled: true } })),
    tooltip: Object.assign(BF.frame({}).tooltip, { trigger: 'item', formatter: p => BF.escape(map.blocks[p.value[1]]) + ', update ' + u[p.value[0]] + '<br><b>' + (p.seriesIndex === 0 ? BF.show(10 ** p.value[2]) : p.seriesIndex === 1 ? '0' : 'not finite') + '</b>' }) });
};
BF.gateOption = (run, arm) => {
  const layer = BF.flowLayer(run), gates = layer && Object.entries(layer.gates || {});
  if (!gates || !gates.length) return null;
  const u = BF.sums(run.flowMap.u), colours = BF.colours(), points = list => list.map((v, i) => [u[i], typeof v === 'number' ? v : null]);
  const series = gates.flatMap(([gate, g], i) => [BF.line(gate, colours[i % colours.length], points(g.mean)),
    BF.line(gate + ', saturated', colours[i % colours.length], points(g.saturated), { lineStyle: { type: [5, 4], width: 1.2, color: colours[i % colours.length] } })]);
  return BF.frame({ xAxis: BF.updates(), yAxis: BF.numberAxis('mean, share', { unit: false, min: 0, max: 1 }), series,
    legend: { data: gates.map(g => g[0]), top: 0, right: 4, textStyle: { color: BF.css('--soft'), fontSize: 11 }, itemWidth: 16, itemHeight: 8 },
    tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(false) }) });
};

BF.panels.push(() => {
  const section = BF.panel('clipping', 'Clipping', 'Share of updates that were clipped, by what factor they were shortened, and how norms before clipping were distributed (a fair sample of the updates), with the threshold as a dotted line. What a threshold would do is best measured without clipping, as \u201cbackflow advise\u201d does.');
  const grid = BF.el('div', { class: 'grid wide' }), words = BF.el('ul', { class: 'sentences' }), named = BF.el('div', {});
  section.append(grid, words, named);
  BF.chart(grid, 'share clipped', () => BF.simple(run => run.clip && run.clip.share && run.clip.share.v.map((v, i) => [(i + 0.5) * run.clip.share.every, typeof v === 'number' ? v : null]),
    BF.numberAxis('share', { unit: false, min: 0, max: 1, interval: 0.25, axisLabel: { color: BF.css('--soft'), formatter: BF.percent } }), { tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(false) }) }));
  BF.chart(grid, 'coefficient: 1 is unchanged', () => BF.simple(run => run.clip && BF.points(run.clip, run.clip.coefficient), BF.logAxis('coefficient', { max: 0 }),
    { tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(true) }) }));
  BF.chart(grid, 'distribution of the norm before clipping', BF.histogramOption, { alone: true });
  return () => {
    words.replaceChildren(...BF.arms().map(BF.adviceOf).filter(Boolean).map(text => BF.el('li', {}, text)));
    const rows = BF.culprits();
    named.hidden = !rows.length;
    named.replaceChildren(BF.el('h3', {}, 'examples with the largest share of a gradient that was clipped, not finite or among the largest'),
      BF.table([{ key: 'arm', name: 'arm' }, { key: 'place', name: 'example' }, { key: 'times', name: 'updates', number: 1 }, { key: 'nonFinite', name: 'not finite', number: 1 },
        { key: 'share', name: 'largest share', right: 1 }, { key: 'layer', name: 'layer' }], rows));
  };
});
/* The examples that were named first in most updates, over the runs of each arm. */
BF.culprits = () => BF.arms().flatMap(arm => {
  const found = new Map();
  arm.runs.forEach(run => (run.clip && run.clip.culprits || []).forEach(one => {
    const all = found.get(one.place) || { arm: arm.name, place: one.place, times: 0, nonFinite: 0, most: 0, layer: one.layer };
    all.times += one.times; all.nonFinite += one.nonFinite; all.most = Math.max(all.most, BF.num(one.share) || 0);
    found.set(one.place, all);
  }));
  return [...found.values()].sort((p, q) => q.times - p.times || q.most - p.most).slice(0, 5).map(row => Object.assign(row, { share: row.most ? BF.percent(row.most) : '\u2013' }));
});
BF.histogramOption = () => {
  const series = [];
  BF.arms().forEach(arm => {
    const counts = new Map();
    arm.runs.forEach(run => (run.gradients && run.gradients.histogram || []).forEach(([bin, n]) => counts.set(bin, (counts.get(bin) || 0) + n)));
    const total = [...counts.values()].reduce((p, q) => p + q, 0);
    if (!total) return;
    const bins = [...counts.keys()], from = Math.min(...bins) - 1, to = Math.min(Math.max(...bins) + 1, from + 600);
    series.push(BF.line(arm.name, arm.colour, Array.from({ length: to - from + 1 }, (_, i) => [(from + i) / 10, (counts.get(from + i) || 0) / total]), { step: 'end', areaStyle: { color: arm.colour, opacity: 0.08 },
      lineStyle: { width: 1.6, color: arm.colour, type: arm.dash } }));
    const threshold = BF.num(BF.runOf(arm).gradientSummary.threshold);
    if (threshold > 0 && Number.isFinite(threshold)) series[series.length - 1].markLine = { silent: true, symbol: 'none', data: [{ xAxis: Math.log10(threshold) }], lineStyle: { type: 'dotted', color: BF.css('--ink'), width: 1.6 },
      label: { formatter: BF.show(threshold), color: BF.css('--soft') } };
  });
  if (!series.length) return null;
  return BF.frame({ xAxis: BF.axis('norm', { axisLabel: { color: BF.css('--soft'), formatter: BF.power, hideOverlap: true }, minInterval: 0.3 }), yAxis: BF.numberAxis('share', { unit: false, min: 0, max: null, axisLine: { onZero: false, lineStyle: { color: BF.css('--line') } }, axisLabel: { color: BF.css('--soft'), formatter: BF.percent } }), series,
    tooltip: Object.assign(BF.frame({}).tooltip, { formatter: rows => { const list = [].concat(rows).filter(row => row.value[1] > 0); return list.length ? 'norm from ' + BF.show(10 ** list[0].value[0]) + '<br>'
      + list.map(row => row.marker + BF.escape(row.seriesName) + ': <b>' + BF.percent(row.value[1]) + '</b>').join('<br>') : ''; } }) });
};
/* What a threshold at each quantile of the norms would have clipped. */
BF.adviceOf = arm => {
  const all = arm.runs.map(run => run.gradientSummary && run.gradientSummary.globalNorm).filter(Boolean), q = name => BF.median(all.map(g => BF.num(g[name])));
  if (!all.length || !Number.isFinite(q('p50'))) return null;
  const threshold = BF.num(BF.runOf(arm).gradientSummary.threshold), share = BF.median(arm.runs.map(run => BF.num(run.shareClipped)));
  return arm.name + ': ' + (Number.isFinite(threshold) ? 'the threshold of ' + BF.show(threshold) + ' clipped ' + BF.percent(share) + ' of the updates; ' : '') + 'a threshold on the whole gradient\u2019s norm of ' + BF.show(q('p50'))
    + ' would clip half of them, ' + BF.show(q('p90')) + ' a tenth, ' + BF.show(q('p99')) + ' a hundredth.';
};

BF.panels.push(() => {
  const section = BF.panel('ratio', 'Update to parameter', 'The norm of an update over that of the parameters it changes. About 10\u207b\u00b3 is usual; far above it training is unstable, far below it slow.');
  const grid = BF.el('div', { class: 'grid wide' });
  section.append(grid);
  BF.layerNames().forEach(layer => BF.chart(grid, layer === '(model)' ? 'whole model' : layer, () => BF.simple(run => { const norms = run.gradients && run.gradients.layers && run.gradients.layers[layer];
    return norms && norms.ratio && BF.points(run.gradients, norms.ratio); }, BF.logAxis('ratio'), { tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(true) }) }), { size: 'low' }));
  return () => {};
});
