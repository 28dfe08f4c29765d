/* Panel 5: how the gradient flows back through time. */
BF.flowLayers = () => [...new Set(BF.data.runs.flatMap(run => Object.keys(run.flowMap && run.flowMap.layers || {})))];
BF.flowNames = { hidden: 'dL/dh', cell: 'dL/dc', 'oneLoss.hidden': 'dL/dh of one step\u2019s loss', 'oneLoss.cell': 'dL/dc of one step\u2019s loss' };
BF.flowLayer = run => { const layers = run.flowMap && run.flowMap.layers || {}; return layers[BF.state.layer] || layers[Object.keys(layers).slice(-1)[0]]; };
BF.flowOf = run => {
  const layer = BF.flowLayer(run);
  if (!layer) return null;
  const states = layer.states, key = BF.state.flow, one = key && key.startsWith('oneLoss.');
  const wanted = [key, one ? 'oneLoss.hidden' : 'hidden', 'hidden'].find(name => name && states[name]);
  if (!wanted) return null;
  if (!states[wanted].logs) states[wanted].logs = states[wanted].rows.map(row => BF.logs(row, 200));
  return { layer, state: states[wanted], name: BF.flowNames[wanted], u: BF.sums(run.flowMap.u) };
};
BF.flowRange = () => BF.colourRange(BF.arms().map(BF.runOf).flatMap(run => { const flow = BF.flowOf(run); return flow ? flow.state.logs.flat().filter(v => typeof v === 'number') : []; }));
/* Which moment of a run the slider stands at: the place is a share of the longest run. */
BF.moment = flow => {
  const most = Math.max(...BF.arms().map(BF.runOf).map(run => { const f = BF.flowOf(run); return f ? f.u[f.u.length - 1] : 0; }), 1);
  const at = BF.state.at / 1000 * most;
  let best = 0;
  flow.u.forEach((u, i) => { if (Math.abs(u - at) < Math.abs(flow.u[best] - at)) best = i; });
  return best;
};

BF.panels.push(() => {
  const section = BF.panel('flow', 'Flow through time', 'The norm of the gradient by the lag from the last labelled step: each column of a map is one update, one colour scale for all arms.'
    + ' The slider picks the update whose profile is below; a click on a map does too.');
  const tools = BF.el('div', { class: 'tools' }), maps = BF.el('div', { class: 'grid' }), slice = BF.el('div', { class: 'grid wide' }), table = BF.el('div');
  const none = BF.el('p', {}, 'No flow was recorded of the runs that are shown.');
  const parts = BF.el('div', { class: 'grid' });
  section.append(tools, none, maps, BF.el('div', { class: 'tools' }), slice, table, parts);
  const updateParts = BF.byArm(parts, BF.partsOption, { alone: true });
  if (!BF.flowLayers().length) { maps.append(BF.el('p', {}, 'No flow was recorded: \u201cflow: {every: 100}\u201d in a configuration records it.')); return () => section.dataset.drawn = 1; }
  const slider = BF.el('input', { type: 'range', min: 0, max: 1000, step: 5, 'aria-label': 'update', oninput: () => { BF.state.at = Number(slider.value); BF.writeState(); BF.flowSlice(); } });
  const label = BF.el('output'), scale = BF.el('span', { class: 'scale' });
  section.querySelectorAll('.tools')[1].append('update ', slider, label);
  let shown = '';
  const profile = BF.chart(slice, 'profile at that update, with its fitted decay', BF.sliceOption, { alone: true, size: 'high' });
  const jacobian = BF.chart(slice, 'products of Jacobians between their bounds', BF.jacobianOption, { alone: true, size: 'high' });
  const halves = BF.chart(slice, 'rate of decay per step over updates', BF.rateOption);
  const arrived = BF.chart(slice, 'share that arrives at the first step', BF.arrivedOption);
  const shares = BF.chart(slice, 'what each step gives of the gradient of the recurrent weights, at the record nearest to that update', BF.sharesOption, { alone: true });
  BF.flowSlice = () => { [profile, jacobian, shares].forEach(chart => { chart.dirty = true; if (chart.seen || BF.state.all) BF.draw(chart); });
    const flows = BF.arms().map(arm => [arm, BF.flowOf(BF.runOf(arm))]).filter(pair => pair[1]);
    none.hidden = flows.length > 0;
    label.textContent = flows.length ? Math.max(...flows.map(([, flow]) => flow.u[BF.moment(flow)])) : '';
    table.replaceChildren(BF.table([{ key: 'arm', name: 'arm' }, { key: 'update', name: 'update', number: 1 }, { key: 'verdict', name: 'verdict', class: row => row.verdict }, { key: 'rate', name: 'rate', number: 1 },
      { key: 'half', name: 'half-life', number: 1 }, { key: 'arrived', name: 'arrives', number: 1 }, { key: 'peak', name: 'peak', number: 1 }], flows.map(([arm, flow]) => { const i = BF.moment(flow);
        return { arm: arm.name, update: flow.u[i], verdict: flow.layer.verdicts[i], rate: flow.state.rate[i], half: flow.state.halfLife[i], arrived: flow.layer.arrived[i], peak: flow.layer.peak[i] }; })));
    table.hidden = !flows.length; };
  return () => {
    const [low, high] = BF.flowRange();
    const kinds = Object.keys(BF.flowNames).filter(kind => BF.data.runs.some(run => Object.values(run.flowMap && run.flowMap.layers || {}).some(layer => layer.states[kind])));
    if (!BF.state.flow) BF.state.flow = kinds.includes('cell') ? 'cell' : 'hidden';
    scale.replaceChildren(BF.power(Math.floor(low)), BF.el('i', { style: 'background:linear-gradient(90deg,' + BF.shades + ')' }), BF.power(Math.ceil(high)),
      ...BF.scaleMarks());
    const layers = BF.flowLayers();
    tools.replaceChildren(BF.choice('gradient', 'flow', kinds, kinds.map(kind => BF.flowNames[kind])), layers.length > 1 ? BF.choice('layer', 'layer', layers) : '', BF.seedChoice(), scale);
    slider.value = BF.state.at;
    const names = BF.arms().map(arm => arm.key).join();
    if (names !== shown) {
      shown = names;
      BF.charts = BF.charts.filter(chart => { const keep = !maps.contains(chart.holder); if (!keep && chart.it) chart.it.dispose(); return keep; });
      maps.replaceChildren();
      BF.arms().forEach(arm => { const chart = BF.chart(maps, arm.name, () => BF.mapOption(arm.key, chart), { alone: true }); chart.holder.dataset.map = 1; });
    }
    updateParts();
    BF.flowSlice();
  };
});
BF.mapOption = (key, chart) => {
  const arm = BF.arms().find(a => a.key === key), flow = arm && BF.flowOf(BF.runOf(arm));
  if (!flow) return null;
  const [low, high] = BF.flowRange(), cells = [], zeros = [], bad = [], width = flow.state.width;
  const rows = Math.max(...flow.state.logs.map(row => row.length));
  flow.state.logs.forEach((row, i) => row.forEach((v, lag) => (typeof v === 'number' ? cells : v === 'z' ? zeros : bad).push([i, lag, typeof v === 'number' ? v : v === 'z' ? 0 : 1])));
  chart.onpick = i => BF.set({ at: Math.round(1000 * flow.u[i] / Math.max(1, ...BF.arms().map(BF.runOf).map(run => { const f = BF.flowOf(run); return f ? f.u[f.u.length - 1] : 0; }))) });
  if (chart.it && !chart.clicks) chart.clicks = chart.it.on('click', event => chart.onpick(event.value[0])) || true;
  const flat = (data, colour) => ({ type: 'heatmap', data, itemStyle: { color: colour }, progressive: 0, emphasis: { disabled: true } });
  return BF.frame({ grid: { left: 46, right: 12, top: 26, bottom: 42 }, dataZoom: [],
    title: { text: flow.name + (bad.length ? ', \u2716 ' + bad.length + ' not finite' : ''), textStyle: { fontSize: 11, fontWeight: 'normal', color: BF.css('--soft') }, right: 8, top: 0 },
    xAxis: { type: 'category', data: flow.u, name: 'update', nameLocation: 'middle', nameGap: 26, axisLabel: { color: BF.css('--soft'), hideOverlap: true }, nameTextStyle: { color: BF.css('--soft') }, axisTick: { show: false } },
    yAxis: { type: 'category', data: Array.from({ length: rows }, (_, i) => i * width), name: 'lag', nameLocation: 'end', nameGap: 6, axisLabel: { color: BF.css('--soft'), interval: BF.everyTenth(rows) },
      nameTextStyle: { color: BF.css('--soft') }, axisTick: { show: false } },
    visualMap: [{ type: 'continuous', show: false, min: low, max: high, dimension: 2, seriesIndex: 0, inRange: { color: BF.shades } },
      { type: 'continuous', show: false, min: 0, max: 1, dimension: 2, seriesIndex: [1, 2], inRange: { color: ['#7d8790', '#00c2c7'] } }],
    series: [flat(cells), flat(zeros, '#7d8790'), flat(bad, '#00c2c7')],
    tooltip: Object.assign(BF.frame({}).tooltip, { trigger: 'item', formatter: p => 'update ' + flow.u[p.value[0]] + ', lag ' + p.value[1] * width + (width > 1 ? '\u2013' + (p.value[1] * width + width - 1) : '')
      + '<br><b>' + (p.seriesIndex === 0 ? BF.show(10 ** p.value[2]) : p.seriesIndex === 1 ? '0' : 'not finite') + '</b>' }) });
};
BF.sliceOption = () => {
  const series = [];
  BF.arms().forEach(arm => {
    const flow = BF.flowOf(BF.runOf(arm));
    if (!flow) return;
    const i = BF.moment(flow), width = flow.state.width, row = flow.state.logs[i].map((v, lag) => [lag * width, typeof v === 'number' ? v : null]);
    series.push(BF.line(arm.name, arm.colour, row));
    const rate = BF.num(flow.state.rate[i]), ok = row.filter(p => p[1] !== null);
    if (rate > 0 && ok.length > 1) {
      const mid = ok.reduce((sum, p) => sum + p[1], 0) / ok.length, at = ok.reduce((sum, p) => sum + p[0], 0) / ok.length;
      series.push(BF.line('fit ' + BF.show(rate) + ' a step, ' + arm.name, arm.colour, [ok[0], ok[ok.length - 1]].map(p => [p[0], mid + (p[0] - at) * Math.log10(rate)]),
        { lineStyle: { type: [5, 4], width: 1.2, color: arm.colour }, showSymbol: false }));
    }
  });
  return series.length ? BF.frame({ xAxis: BF.updates('lag'), yAxis: BF.logAxis('norm'), series, tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(true, 'lag') }) }) : null;
};
BF.jacobianOption = () => {
  const series = [];
  BF.arms().forEach(arm => {
    const flow = BF.flowOf(BF.runOf(arm)), all = flow && flow.layer.jacobians;
    if (!all) return;
    const at = flow.u[BF.moment(flow)], one = all.reduce((best, j) => Math.abs(j.update - at) < Math.abs(best.update - at) ? j : best), kinds = one.products;
    const product = kinds[BF.state.flow && BF.state.flow.includes('cell') && kinds.cell ? 'cell' : 'state'] || Object.values(kinds)[0];
    if (!product) return;
    const line = (list, name, style) => list.length && series.push(BF.line(name + ', ' + arm.name, arm.colour, product.lags.map((lag, i) => [lag, typeof list[i] === 'number' ? list[i] : null]),
      Object.assign({ showSymbol: true, symbolSize: 5 }, style)));
    line(product.log10Sigma, 'largest singular value', { lineStyle: { width: 2, color: arm.colour } });
    line(product.log10StepBound, 'product of the steps\u2019', { symbolSize: 3, lineStyle: { width: 1.2, type: [6, 4], color: arm.colour } });
    line(product.log10Bound, 'Pascanu\u2019s bound', { symbolSize: 3, lineStyle: { width: 1.2, type: [1, 3], color: arm.colour } });
  });
  return series.length ? BF.frame({ xAxis: BF.updates('lag'), yAxis: BF.logAxis('|| dh\u209c / dh\u2096 ||, dashed and dotted: at most'), series, tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(true, 'lag') }) }) : null;
};
BF.rateOption = () => BF.simple(run => { const flow = BF.flowOf(run); return flow && flow.u.map((u, i) => [u, typeof flow.state.rate[i] === 'number' ? flow.state.rate[i] : null]); }, BF.numberAxis('rate', { unit: false }),
  { tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(false) }) });
BF.arrivedOption = () => {
  const option = BF.simple(run => { const flow = BF.flowOf(run); return flow && flow.u.map((u, i) => [u, flow.layer.arrived[i] > 0 ? Math.log10(BF.num(flow.layer.arrived[i])) : null].map(v => v === Infinity ? null : v)); }, BF.logAxis('arrives'),
    { tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(true) }) });
  return option && BF.arrivedMarks(option);
};
/* What has no logarithm: nothing arrived (at the lower rim), or what did is not finite (at the upper one). */
BF.arrivedMarks = option => {
  const [least, most] = BF.extent(option), axis = option.yAxis, finite = most >= least;
  const low = axis.min !== undefined ? axis.min : finite ? Math.floor(least) : -1, high = axis.max !== undefined ? axis.max : finite ? Math.max(Math.ceil(most), low + 1) : 0;
  let zeros = 0, bad = 0;
  BF.arms().forEach(arm => {
    const flow = BF.flowOf(BF.runOf(arm));
    if (!flow) return;
    const at = test => flow.u.filter((u, i) => test(BF.num(flow.layer.arrived[i]))), none = at(v => v === 0), lost = at(v => !Number.isFinite(v));
    zeros += none.length; bad += lost.length;
    BF.rim(option.series, none.map(u => [u, low]), 'triangle', arm.colour);
    BF.rim(option.series, lost.map(u => [u, high]), BF.cross, BF.css('--bad'));
  });
  Object.assign(axis, { min: low, max: high });
  if (zeros || bad) option.title = BF.warn([bad ? bad + ' not finite' : '', zeros ? zeros + ' zero' : ''].filter(Boolean).join(', '));
  return option;
};
/* Pascanu's sum over k, as far as it was recorded: dE_t/dW by the lag t - k, of all losses or, where it is followed by itself, of the loss of one step t. */
BF.partsOf = run => {
  const layer = BF.flowLayer(run), parts = layer && layer.parts;
  if (!parts) return null;
  const one = BF.state.flow && BF.state.flow.startsWith('oneLoss.') && parts.oneLoss || !parts.all, chosen = one ? parts.oneLoss : parts.all;
  if (!chosen.logs) chosen.logs = chosen.rows.map(row => BF.logs(row, 200));
  return { u: BF.sums(chosen.u), steps: chosen.t, logs: chosen.logs, shares: chosen.shares, width: chosen.width, one };
};
BF.partsTitle = parts => (parts.one ? '\u2016dE\u209c/dW\u2016 by step k, loss of one step t' : '\u2016dE/dW\u2016 by step k, losses of all steps');
BF.partsOption = run => {
  const parts = BF.partsOf(run);
  if (!parts) return null;
  const all = BF.arms().map(BF.runOf).map(BF.partsOf).filter(Boolean).flatMap(p => p.logs.flat().filter(v => typeof v === 'number')), [low, high] = BF.colourRange(all);
  const rows = Math.max(...parts.logs.map(row => row.length)), groups = [[], [], []];
  parts.logs.forEach((row, i) => row.forEach((v, lag) => { const kind = typeof v === 'number' ? 0 : v === 'z' ? 1 : 2; groups[kind].push([i, lag, kind === 0 ? v : kind - 1]); }));
  const soft = { color: BF.css('--soft'), hideOverlap: true };
  return BF.frame({ grid: { left: 46, right: 12, top: 26, bottom: 42 }, dataZoom: [],
    title: { text: BF.partsTitle(parts), textStyle: { fontSize: 11, fontWeight: 'normal', color: BF.css('--soft') }, right: 8, top: 0 },
    xAxis: { type: 'category', data: parts.u, name: 'update', nameLocation: 'middle', nameGap: 26, axisLabel: soft, nameTextStyle: soft, axisTick: { show: false } },
    yAxis: { type: 'category', data: Array.from({ length: rows }, (_, i) => i * parts.width), name: 't \u2212 k', nameGap: 6, axisLabel: { color: BF.css('--soft'), interval: BF.everyTenth(rows) }, nameTextStyle: soft, axisTick: { show: false } },
    visualMap: [{ type: 'continuous', show: false, min: low, max: high, dimension: 2, seriesIndex: 0, inRange: { color: BF.shades } },
      { type: 'continuous', show: false, min: 0, max: 1, dimension: 2, seriesIndex: [1, 2], inRange: { color: ['#7d8790', '#00c2c7'] } }],
    series: groups.map(data => ({ type: 'heatmap', data, progressive: 0, emphasis: { disabled: true } })),
    tooltip: Object.assign(BF.frame({}).tooltip, { trigger: 'item', formatter: p => { const i = p.value[0], lag = p.value[1] * parts.width, t = parts.steps[i];
      return 'update ' + parts.u[i] + ', t = ' + t + ', k = ' + (t - lag) + (parts.width > 1 ? ' and ' + (parts.width - 1) + ' before' : '') + '<br><b>'
        + (p.seriesIndex === 0 ? BF.show(10 ** p.value[2]) : p.seriesIndex === 1 ? '0' : 'not finite') + '</b>, share ' + BF.percent(BF.num(parts.shares[i][p.value[1]])); } }) });
};
BF.sharesOption = () => {
  const series = BF.arms().flatMap(arm => {
    const parts = BF.partsOf(BF.runOf(arm)), flow = BF.flowOf(BF.runOf(arm));
    if (!parts || !flow) return [];
    const at = flow.u[BF.moment(flow)], best = parts.u.reduce((b, u, i) => Math.abs(u - at) < Math.abs(parts.u[b] - at) ? i : b, 0);
    return [BF.line(arm.name + ', update ' + parts.u[best] + ', t = ' + parts.steps[best], arm.colour, parts.shares[best].map((v, lag) => [lag * parts.width, typeof v === 'number' ? v : null]),
      { lineStyle: { width: 1.6, color: arm.colour, type: arm.dash } })];
  });
  return series.length ? BF.frame({ xAxis: BF.updates('t \u2212 k'), yAxis: BF.numberAxis('share', { unit: false, axisLabel: { color: BF.css('--soft'), formatter: BF.percent } }), series,
    tooltip: Object.assign(BF.frame({}).tooltip, { formatter: BF.tip(false, 't \u2212 k') }) }) : null;
};
