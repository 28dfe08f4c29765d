/* Panels 3, 4, 7 and 8: what goes over updates. */
BF.xOf = run => {
  if (BF.state.x === 'time') { const each = BF.num(run.trainingSeconds) / Math.max(1, BF.num(run.updates)); return u => u * each; }
  return null;
};
BF.curve = (run, split, figure, logarithms) => {
  const place = run.loss && run.loss[split], series = place && place[figure];
  if (!series) return [];
  let points = BF.plain(place, series, BF.state.x === 'epoch' ? null : BF.xOf(run));
  if (BF.state.x === 'epoch' && place.e) {
    const epochs = BF.plain(place, place.e).map(p => p[1]), last = epochs[epochs.length - 1] || 0, u = points.length ? points[points.length - 1][0] : 1;
    points = points.map(p => [last > 0 ? p[0] / u * last : p[0], p[1]]);
  }
  return logarithms ? points.map(p => [p[0], p[1] > 0 ? Math.log10(p[1]) : null]) : points;
};
BF.xName = () => ({ update: 'update', epoch: 'epoch', time: 'seconds' })[BF.state.x];

BF.panels.push(() => {
  const section = BF.panel('curves', 'Learning curves', 'Line: median over seeds. Band: least to largest. Wall time is the training time of the run, spread evenly over its updates.');
  const tools = BF.el('div', { class: 'tools' }), grid = BF.el('div', { class: 'grid wide' });
  section.append(tools, grid);
  const splits = [['training', 'loss'], ['validation', 'loss']];
  BF.data.runs.forEach(run => Object.keys(run.loss && run.loss.validation || {}).forEach(figure => {
    if (!['u', 'w', 'e', 'loss', 'success'].includes(figure) && splits.length < 4 && !splits.some(s => s[1] === figure)) splits.push(['validation', figure]);
  }));
  splits.forEach(([split, figure]) => BF.chart(grid, split === 'training' ? 'training loss' : figure + ' on validation', () => BF.curveOption(split, figure)));
  return () => tools.replaceChildren(BF.choice('over', 'x', ['update', 'epoch', 'time'], ['updates', 'epochs', 'wall time']),
    BF.el('button', { 'aria-pressed': !BF.state.linear, onclick: () => BF.set({ linear: !BF.state.linear }) }, 'log loss'));
});
BF.curveOption = (split, figure) => {
  const logarithms = figure === 'loss' && !BF.state.linear, series = [];
  let bad = 0;
  BF.arms().forEach(arm => {
    const lines = arm.runs.map(run => BF.curve(run, split, figure, logarithms)).filter(line => line.length);
    arm.runs.forEach(run => bad += (run.loss && run.loss[split] && run.loss[split][figure] || {}).bad || 0);
    if (!lines.length) return;
    const band = BF.band(lines);
    if (lines.length > 1) series.push(BF.bandSeries(band, arm.colour));
    series.push(BF.line(arm.name, arm.colour, band.map(p => [p[0], p[1]]), { lineStyle: { width: 2, color: arm.colour, type: arm.dash } }));
  });
  if (!series.length) return null;
  const axis = logarithms ? BF.logAxis(figure) : BF.numberAxis(figure);
  return BF.frame({ xAxis: BF.updates(BF.xName()), yAxis: axis, series,
    title: bad ? BF.warn(bad + ' values not finite') : undefined,
    tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(logarithms, BF.xName()) }) });
};
BF.warn = text => ({ text: '\u2716 ' + text, right: 8, top: 0, textStyle: { fontSize: 11, color: BF.css('--bad'), fontWeight: 'normal' } });
BF.bandSeries = (band, colour) => {
  const upper = band.filter(p => p[3] !== null), data = [upper.map(p => [p[0], p[2]]), upper.map(p => [p[0], p[3]]).reverse()];
  return { type: 'custom', name: '\u0001band', silent: true, tooltip: { show: false }, clip: true, z: 1,
    data: upper.length ? [[upper[0][0], Math.min(...upper.map(p => p[2]))], [upper[0][0], Math.max(...upper.map(p => p[3]))]] : [],
    renderItem: (params, api) => params.dataIndex ? null : ({ type: 'polygon', shape: { points: data.flat().map(p => api.coord(p)) }, style: { fill: colour, opacity: 0.14 } }) };
};

/* A norm of each layer over updates, of one run an arm; what happened is marked at the rim. */
BF.panels.push(() => {
  const section = BF.panel('gradients', 'Gradient norms', 'L2 norm of each layer\u2019s gradient, mean over the minibatch, one seed an arm, on one logarithmic axis. Solid: as it came.'
    + ' Dashed: after clipping. Dotted level: the threshold. \u25bc clipped, \u2716 not finite, \u25b2 zero.');
  const tools = BF.el('div', { class: 'tools' }), grid = BF.el('div', { class: 'grid wide' });
  section.append(tools, grid);
  BF.layerNames().forEach(layer => BF.chart(grid, layer === '(model)' ? 'whole model' : layer, () => BF.normOption(layer)));
  return () => tools.replaceChildren(BF.seedChoice());
});
BF.layerNames = () => [...new Set(BF.data.runs.flatMap(run => Object.keys(run.gradients && run.gradients.layers || {})))].slice(0, 24);
BF.seedChoice = () => { const seeds = [...new Set(BF.data.runs.map(run => String(run.seed)))]; return BF.choice('seed', 'seed', seeds); };
BF.range = () => {
  let low = Infinity, high = -Infinity;
  BF.arms().map(BF.runOf).forEach(run => Object.values(run.gradients && run.gradients.layers || {}).forEach(layer => ['raw', 'clipped'].forEach(stage =>
    layer[stage] && BF.points(run.gradients, layer[stage]).forEach(p => { if (p[1] !== null) { low = Math.min(low, p[1]); high = Math.max(high, p[1]); } }))));
  return low <= high ? [Math.floor(low - 0.15), Math.ceil(high + 0.15)] : [-1, 1];
};
BF.normOption = layer => {
  const series = [], [low, high] = BF.range(), notes = [];
  BF.arms().forEach(arm => {
    const run = BF.runOf(arm), norms = run.gradients && run.gradients.layers && run.gradients.layers[layer];
    if (!norms) return;
    const raw = BF.points(run.gradients, norms.raw);
    series.push(BF.line(arm.name, arm.colour, raw));
    if (norms.clipped) series.push(BF.line(arm.name + ', clipped', arm.colour, BF.points(run.gradients, norms.clipped), { lineStyle: { width: 1.2, type: [5, 4], color: arm.colour, opacity: 0.8 } }));
    if (norms.raw.bad) notes.push(norms.raw.bad + ' not finite (' + arm.name + ')');
    if (norms.raw.zeros) notes.push(norms.raw.zeros + ' zero (' + arm.name + ')');
    BF.marks(series, arm, run, norms, layer, low, high);
  });
  if (!series.length) return null;
  return BF.frame({ xAxis: BF.updates(), yAxis: BF.logAxis('norm', { min: low, max: high, minInterval: 1 }), series, title: notes.length ? BF.warn(notes.slice(0, 2).join(', ')) : undefined,
    tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(true) }) });
};
BF.cross = 'path://M0,1L1,0L3,2L5,0L6,1L4,3L6,5L5,6L3,4L1,6L0,5L2,3Z';
BF.rim = (series, data, symbol, colour, rotate) => data.length && series.push({ type: 'scatter', name: '\u0001mark', data, symbol, symbolSize: 7, symbolRotate: rotate,
  itemStyle: { color: colour, opacity: 0.85 }, silent: true, z: 5 });
BF.marks = (series, arm, run, norms, layer, low, high) => {
  BF.rim(series, BF.sums(norms.raw.at).map(u => [u, high]), BF.cross, BF.css('--bad'));
  const zeros = [];
  BF.logs(norms.raw.a, 1000).forEach((v, i) => v === 'z' && zeros.push([BF.sums(run.gradients.u)[i], low]));
  BF.rim(series, zeros, 'triangle', arm.colour);
  if (layer !== '(model)' || !run.clip) return;
  const clipped = BF.points(run.clip, run.clip.coefficient).filter(p => p[1] !== null && p[1] < -1e-4), step = Math.max(1, Math.ceil(clipped.length / 120));
  BF.rim(series, clipped.filter((p, i) => i % step === 0).map(p => [p[0], high - 0.02 * (high - low) * (1 + arm.number)]), 'triangle', arm.colour, 180);
  const threshold = BF.points(run.clip, run.clip.threshold).filter(p => p[1] !== null);
  if (threshold.length) series.push(BF.line('threshold, ' + arm.name, arm.colour, threshold, { step: 'end', lineStyle: { width: 1.4, type: [1, 3], color: BF.css('--ink') } }));
};
BF.simple = (build, axis, more) => {
  const series = BF.arms().flatMap(arm => { const data = build(BF.runOf(arm), arm); return data && data.length ? [BF.line(arm.name, arm.colour, data, { lineStyle: { width: 1.6, color: arm.colour, type: arm.dash } })] : []; });
  return series.length ? BF.frame(Object.assign({ xAxis: BF.updates(), yAxis: axis, series }, more)) : null;
};
