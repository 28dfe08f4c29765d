/* Puts the panels together. */
BF.panels.push(() => {
  const section = BF.panel('reproduce', 'Reproduce'), data = BF.data;
  const download = (name, make) => BF.el('button', { onclick: () => {
    const link = BF.el('a', { href: URL.createObjectURL(new Blob([make()], { type: 'text/csv' })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  } }, name);
  const joined = data.sources.length > 1, kinds = [...new Set(data.sources.map(s => s.kind === 'run' ? 'train' : 'compare'))];
  section.append(BF.el('p', {}, 'Command: ', kinds.flatMap((kind, i) => [i ? ' or ' : '', BF.el('code', {}, 'backflow ' + kind + ' config.yaml')]), ' with the configuration below, which has all defaults written out.'),
    BF.el('p', {}, 'Seeds: ' + [...new Set(data.runs.map(run => run.seed))].sort((p, q) => p - q).join(', ') + '.'),
    BF.el('div', { class: 'tools' }, 'Tables of what this page shows: ', download('runs.csv', BF.csvRuns), download('curves.csv', BF.csvCurves), download('gradients.csv', BF.csvGradients), download('flow.csv', BF.csvFlow),
      download('parameters.csv', BF.csvParameters), download('clipping.csv', BF.csvClipping), download('gates.csv', BF.csvGates), download('jacobians.csv', BF.csvJacobians), download('parts.csv', BF.csvParts),
      download('differences.csv', BF.csvDifferences), download('ranks.csv', BF.csvRanks)),
    BF.el('p', { class: 'note' }, 'Series are thinned out to the least and the largest of neighbours and norms rounded to 0.2 %; the run directory has every record in full.'),
    ...data.sources.flatMap(source => [BF.el('h3', {}, (joined ? source.name + '/' : '') + 'config.yaml'), BF.el('pre', { tabindex: 0 }, source.config),
      BF.el('h3', {}, (joined ? source.name + '/' : '') + 'environment.json: versions, machine, data and their hashes'), BF.el('pre', { tabindex: 0 }, source.environment)]));
  section.dataset.drawn = 1;
  return () => {};
});
BF.csv = (head, rows) => [head, ...rows].map(row => row.map(v => /[",\n]/.test(String(v)) ? '"' + String(v).replace(/"/g, '""') + '"' : v).join(',')).join('\n') + '\n';
BF.csvRuns = () => BF.csv(BF.runColumns.map(c => c.key), BF.rows().map(row => BF.runColumns.map(c => row[c.key])));
BF.csvCurves = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'split', 'figure', 'update', 'value'], BF.data.runs.flatMap(run => Object.entries(run.loss || {}).flatMap(([split, place]) =>
  Object.entries(place).filter(([figure, series]) => series.a && figure !== 'e').flatMap(([figure, series]) => BF.plain(place, series).map(p => [run.task, run.cell, run.clipping, run.seed, split, figure, p[0], p[1] === null ? 'NaN' : p[1]])))));
BF.csvGradients = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'layer', 'stage', 'update', 'value'], BF.data.runs.flatMap(run => Object.entries(run.gradients && run.gradients.layers || {}).flatMap(([layer, stages]) =>
  Object.entries(stages).flatMap(([stage, series]) => BF.points(run.gradients, series).map(p => [run.task, run.cell, run.clipping, run.seed, layer, stage, p[0], p[1] === null ? 'NaN' : Number((10 ** p[1]).toPrecision(4))])))));
BF.csvFlow = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'layer', 'gradient', 'update', 'lag', 'norm'], BF.data.runs.flatMap(run => Object.entries(run.flowMap && run.flowMap.layers || {}).flatMap(([layer, flow]) =>
  Object.entries(flow.states).flatMap(([state, map]) => map.rows.flatMap((row, i) => BF.logs(row, 200).map((v, lag) => [run.task, run.cell, run.clipping, run.seed, layer, state, BF.sums(run.flowMap.u)[i], lag * map.width,
    typeof v === 'number' ? Number((10 ** v).toPrecision(3)) : v === 'z' ? 0 : v === 'n' ? 'NaN' : 'Infinity']))))));
BF.runNames = run => [run.task, run.cell, run.clipping, run.seed];
BF.plainNorm = v => typeof v === 'number' ? Number((10 ** v).toPrecision(4)) : v === 'z' ? 0 : v === 'n' || v === null ? 'NaN' : 'Infinity';
BF.csvParameters = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'block', 'update', 'largest'], BF.data.runs.flatMap(run => { const map = run.gradients && run.gradients.map || { blocks: [] }, u = BF.sums(map.u);
  return map.blocks.flatMap((block, i) => BF.logs(map.rows[i], 200).map((v, k) => [...BF.runNames(run), block, u[k], BF.plainNorm(v)])); }));
BF.csvClipping = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'figure', 'update', 'value'], BF.data.runs.flatMap(run => { const clip = run.clip; if (!clip) return [];
  return [...['coefficient', 'threshold'].flatMap(figure => clip[figure] ? BF.points(clip, clip[figure]).map(p => [...BF.runNames(run), figure, p[0], BF.plainNorm(p[1])]) : []),
    ...(clip.share ? clip.share.v.map((v, i) => [...BF.runNames(run), 'share clipped from here', Math.round(i * clip.share.every), v]) : [])]; }));
BF.flowRows = each => BF.data.runs.flatMap(run => Object.entries(run.flowMap && run.flowMap.layers || {}).flatMap(([layer, flow]) => each(run, layer, flow, BF.sums(run.flowMap.u))));
BF.csvGates = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'layer', 'gate', 'update', 'mean', 'saturated'], BF.flowRows((run, layer, flow, u) =>
  Object.entries(flow.gates || {}).flatMap(([gate, g]) => g.mean.map((v, i) => [...BF.runNames(run), layer, gate, u[i], BF.num(v), BF.num(g.saturated[i])]))));
BF.csvJacobians = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'layer', 'product', 'update', 'lag', 'log10Sigma', 'log10StepBound', 'log10Bound'], BF.flowRows((run, layer, flow) =>
  (flow.jacobians || []).flatMap(one => Object.entries(one.products).flatMap(([kind, p]) => p.lags.map((lag, i) => [...BF.runNames(run), layer, kind, one.update, lag, ...[p.log10Sigma, p.log10StepBound, p.log10Bound].map(list => BF.num(list[i]))])))));
BF.csvParts = () => BF.csv(['task', 'cell', 'clipping', 'seed', 'layer', 'loss', 'update', 't', 'lag', 'norm', 'share'], BF.flowRows((run, layer, flow) => Object.entries(flow.parts || {}).flatMap(([loss, parts]) => {
  const u = BF.sums(parts.u); return parts.rows.flatMap((row, i) => BF.logs(row, 200).map((v, lag) => [...BF.runNames(run), layer, loss, u[i], parts.t[i], lag * parts.width, BF.plainNorm(v), BF.num(parts.shares[i][lag])])); })));
BF.csvDifferences = () => BF.csv(['task', 'family', 'ahead', 'of', 'seeds', 'mean', 'low', 'high', 'hedgesG', 'test', 'p', 'holm', 'verdict'], (BF.data.statistics && BF.data.statistics.differences || []).map(d => { const s = d.advantage.sample, t = s.tInterval || {};
  return [d.task, d.family, BF.armText(d.first), BF.armText(d.second), d.seeds, BF.num(s.mean), BF.num(t.low), BF.num(t.high), BF.num(d.advantage.hedgesGz), d.test, BF.num(d.p), BF.num(d.holm), d.verdict]; }));
BF.csvRanks = () => BF.csv(['arm', 'averageRank', 'criticalDifference', 'p', 'of'], BF.ranks().flatMap(ranks => ranks.arms.map(arm => [BF.armText(arm.arm), arm.averageRank, BF.num(ranks.criticalDifference), BF.num(ranks.p), ranks.of])));

BF.bar = () => {
  const bar = document.getElementById('bar'), tasks = BF.tasks();
  const filter = bar.querySelector('input') || BF.el('input', { type: 'search', placeholder: 'filter (/)', 'aria-label': 'filter runs', size: 12, oninput: () => BF.set({ filter: filter.value }) });
  if (document.activeElement !== filter) filter.value = BF.state.filter;
  const arms = BF.allArms().slice(0, 24).map(arm => BF.el('button', { class: 'arm', 'aria-pressed': !BF.state.off.has(arm.number), title: 'click: on and off; double click: this one alone',
    onclick: () => { const off = new Set(BF.state.off); off.has(arm.number) ? off.delete(arm.number) : off.add(arm.number); BF.set({ off }); },
    ondblclick: () => { const others = BF.allArms().map(a => a.number).filter(n => n !== arm.number), alone = others.every(n => BF.state.off.has(n)) && !BF.state.off.has(arm.number); BF.set({ off: new Set(alone ? [] : others) }); } },
    BF.swatch(arm), arm.name));
  const reset = BF.el('button', { onclick: () => { BF.resetZoom(); BF.set({ off: new Set(), filter: '' }); filter.value = ''; } }, 'reset');
  const theme = BF.el('button', { onclick: () => BF.set({ theme: BF.dark() ? 'light' : 'dark' }) }, BF.dark() ? 'light' : 'dark');
  const parts = [tasks.length > 1 ? BF.choice('task', 'task', tasks) : null, ...(arms.length > 1 ? arms : []), reset, theme].filter(Boolean);
  [...bar.children].filter(child => child !== filter).forEach(child => child.remove());
  if (!filter.isConnected) bar.append(filter);
  parts.forEach(part => bar.append(part));
  bar.hidden = false;
};
BF.swatch = arm => {
  const ns = 'http://www.w3.org/2000/svg', svg = document.createElementNS(ns, 'svg'), line = document.createElementNS(ns, 'path');
  svg.setAttribute('width', 22); svg.setAttribute('height', 8);
  [['d', 'M0 4H22'], ['stroke', arm.colour], ['stroke-width', 2.5], ['stroke-dasharray', arm.dash === 'solid' ? 'none' : arm.dash.join(' ')]].forEach(([k, v]) => line.setAttribute(k, v));
  svg.append(line);
  return svg;
};
BF.update = () => {
  document.documentElement.dataset.theme = BF.state.theme || '';
  BF.bar();
  BF.updates_.forEach(update => update());
  BF.redraw();
};
/* How far a run directory has come, on a line of its own where there are several. */
BF.sourceStatus = (source, number) => {
  const runs = BF.data.runs.filter(run => run.source === number), over = runs.filter(run => run.status === 'finished' || run.status === 'diverged').length,
    all = Math.max(runs.length, source.configured);
  const words = [BF.data.sources.length > 1 && source.name, source.kind, source.status || 'running', over + ' of ' + all + (all === 1 ? ' run is over' : ' runs are over'),
    source.at && source.at.replace(/\..*/, '').replace('T', ' '), source.reason].filter(Boolean).join(' \u00b7 ');
  return number ? [BF.el('br'), words] : [words];
};
BF.start = async () => {
  performance.mark('start');
  if (typeof echarts === 'undefined' || typeof DecompressionStream === 'undefined') throw new Error(typeof echarts === 'undefined'
    ? 'This page was made without the library that draws its charts' : 'This browser is too old for the charts');
  await BF.load();
  BF.readState();
  BF.show_();
};
/* Makes the panels of the data, in the place of those that were there. */
BF.show_ = () => {
  BF.charts.forEach(chart => { BF.watcher.unobserve(chart.holder); if (chart.it) chart.it.dispose(); });
  BF.charts = [];
  BF.updates_ = [];
  document.getElementById('panels').replaceChildren();
  if (!BF.tasks().includes(BF.state.task)) BF.state.task = BF.tasks()[0];
  if (!BF.data.runs.some(run => String(run.seed) === BF.state.seed)) BF.state.seed = BF.data.runs.length ? String(BF.data.runs[0].seed) : null;
  document.getElementById('status').replaceChildren(...BF.data.sources.flatMap(BF.sourceStatus));
  const count = BF.data.runs.length;
  if (!count) { document.getElementById('panels').append(BF.el('p', { class: 'panel' }, 'No run has written anything yet.')); document.body.dataset.ready = '1'; return; }
  document.documentElement.dataset.theme = BF.state.theme || '';
  BF.panels.forEach(make => BF.updates_.push(make()));
  BF.bar();
  BF.updates_.forEach((update, i) => { update(); if (i === 0) performance.mark('first-panel'); });
  BF.charts.slice(0, 2).forEach(BF.draw);
  if (BF.state.all) BF.drawAll();
  performance.mark('panels');
  requestAnimationFrame(() => setTimeout(() => {
    BF.charts.filter(chart => chart.seen).forEach(BF.draw);
    const first = performance.getEntriesByName('first-panel')[0];
    document.body.dataset.firstPanel = first ? Math.round(first.startTime) : '';
    const chart = performance.getEntriesByName('first-chart')[0];
    document.body.dataset.firstChart = chart ? Math.round(chart.startTime) : '';
    document.body.dataset.ready = '1';
  }, 0));
  BF.listen();
};
BF.listen = () => {
  if (BF.listening) return;
  BF.listening = true;
  addEventListener('resize', () => BF.charts.forEach(chart => chart.it && chart.it.resize()));
  addEventListener('beforeprint', BF.drawAll);
  addEventListener('hashchange', () => { const before = BF.state.task; BF.readState(); BF.state.task = BF.state.task || before; BF.update(); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', BF.update);
  addEventListener('keydown', event => {
    if (/INPUT|SELECT/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') { event.preventDefault(); document.querySelector('#bar input').focus(); }
    else if (event.key === 'r') BF.resetZoom();
    else if (event.key === 'd') BF.set({ theme: BF.dark() ? 'light' : 'dark' });
    else if (event.key === '[' || event.key === ']') BF.set({ at: Math.max(0, Math.min(1000, BF.state.at + (event.key === ']' ? 25 : -25))) });
  });
};
BF.started = BF.start().catch(failure => {
  document.getElementById('still').classList.add('shown');
  document.getElementById('panels').append(BF.el('p', { class: 'panel error' }, failure.message + '; below are images of the main panels.'));
  document.body.dataset.failed = failure.stack || failure.message;
});
