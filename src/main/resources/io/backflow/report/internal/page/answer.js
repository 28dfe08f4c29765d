/* Panels 1 and 2: the answer in words, and the runs. */
BF.verdictOf = run => run.status === 'diverged' ? 'diverged' : run.flow && run.flow.end && run.flow.end.verdict || 'undetermined';
BF.firstLayer = moment => { const all = moment ? Object.values(moment.layers || {}) : []; return all[all.length - 1]; };
BF.kinds = ['vanishing', 'healthy', 'exploding', 'diverged', 'undetermined'];

BF.panels.push(() => {
  const section = BF.panel('answer', 'What came out'), body = BF.el('div');
  section.append(body);
  return () => {
    const task = BF.state.task, tasks = BF.tasks(), said = BF.best(task);
    const sentences = BF.ranks().map(ranks => (ranks.of ? ranks.of + ': ' : '') + ranks.sentence + '.');
    if (!sentences.length && !said.length) sentences.push(...BF.alone());
    body.replaceChildren(tasks.length > 1 ? BF.saidOf(task) : BF.said(said), ...tasks.filter(other => other !== task).map(BF.saidOf), BF.list(sentences),
      BF.el('ul', { class: 'sentences note' }, (BF.data.notes || []).map(text => BF.el('li', {}, text))),
      BF.el('div', { class: 'strip' }, BF.arms().map(BF.verdictCard)),
      BF.el('p', { class: 'note' }, 'Verdict of the flow through time in the last update that could be judged, first recurrent layer. Vanishing: less than 1 % of the'
        + ' gradient reaches the first step. Exploding: it grows more than a hundredfold on its way. Bars: share of the recorded updates with each verdict. Figures: median over seeds.'));
    section.dataset.drawn = 1;
  };
});

BF.list = sentences => BF.el('ul', { class: 'sentences' }, sentences.map(text => BF.el('li', {}, text)));
/* What differs first; what nothing can be said of is folded away where it is much. */
BF.said = (said, many) => {
  const better = said.filter(d => d.verdict === 'better'), open = said.filter(d => d.verdict !== 'better'), text = d => d.sentence + '.';
  if (open.length <= (many || 4)) return BF.list([...better, ...open].map(text));
  const best = BF.armText(open[0].first);
  return BF.el('div', {}, better.length ? BF.list(better.map(text)) : null,
    BF.el('details', {}, BF.el('summary', {}, best + ' looks best; nothing can be said for sure of it and ' + open.length + ' other arms'), BF.list(open.map(text))));
};
BF.best = task => (BF.data.statistics && BF.data.statistics.differences || []).filter(d => d.task === task && d.family === 'best');
BF.saidOf = task => {
  const said = BF.best(task);
  return said.length ? BF.el('div', {}, BF.el('h3', {}, task), BF.said(said)) : '';
};
/* What is said of runs that nothing was compared of. */
BF.alone = () => BF.arms().map(arm => {
  const over = arm.runs.filter(run => Number.isFinite(run.value)), first = arm.runs[0];
  if (over.length) return arm.name + ': ' + first.metric + ' ' + BF.show(BF.median(over.map(run => run.value))) + (over.length > 1 ? ' (median of ' + over.length + ' seeds)' : '') + '.';
  return arm.name + ': ' + first.status + (first.reason ? ', ' + first.reason : '') + '.';
});

BF.verdictCard = arm => {
  const counts = {}, kinds = {};
  arm.runs.forEach(run => {
    counts[BF.verdictOf(run)] = (counts[BF.verdictOf(run)] || 0) + 1;
    const seen = run.flow && run.flow.verdicts || {};
    Object.entries(seen).forEach(([kind, n]) => kinds[kind] = (kinds[kind] || 0) + BF.num(n));
  });
  const worst = Object.entries(counts).sort((p, q) => q[1] - p[1])[0][0], total = Object.values(kinds).reduce((p, q) => p + q, 0);
  const layers = arm.runs.map(run => BF.firstLayer(run.flow && run.flow.end)).filter(Boolean);
  const arrived = BF.median(layers.map(l => BF.num(l.arrived))), rate = BF.median(layers.map(l => BF.num(l.rate)));
  const half = rate < 1 ? ', half-life ' + BF.show(Math.log(0.5) / Math.log(rate)) + ' steps' : rate >= 1 ? ', nothing is lost' : '';
  const clipped = BF.median(arm.runs.map(run => BF.num(run.shareClipped)));
  const bad = arm.runs.map(run => BF.num(run.nonFiniteUpdates)).filter(Number.isFinite).reduce((p, q) => p + q, 0);
  const reason = arm.runs.map(run => run.reason).find(Boolean);
  return BF.el('div', { class: 'verdict ' + worst }, BF.el('b', {}, arm.name),
    BF.el('div', { class: 'kind' }, Object.entries(counts).flatMap(([kind, n], i) => [i ? ', ' : '', BF.el('span', { class: kind }, n + ' ' + kind)])),
    total ? BF.el('div', { class: 'bar', title: Object.entries(kinds).map(([kind, n]) => n + ' updates ' + kind).join(', ') },
      BF.kinds.filter(kind => kinds[kind]).map(kind => BF.el('span', { class: kind,
        style: 'background:currentColor;width:' + 100 * kinds[kind] / total + '%' }))) : null,
    BF.el('div', { class: 'note' }, (Number.isFinite(arrived) ? 'arrives: ' + BF.show(arrived) + (Number.isFinite(rate) ? ', rate ' + BF.show(rate) + ' a step' + half : '') + '; ' : '')
      + 'clipped ' + BF.percent(clipped) + (bad ? ', ' + bad + ' non-finite' : '')),
    reason ? BF.el('div', { class: 'note' }, reason) : null);
};

BF.panels.push(() => {
  const section = BF.panel('runs', 'Runs'), count = BF.el('p', { class: 'note' }), body = BF.el('div');
  section.append(count, body);
  return () => {
    const rows = BF.rows().filter((row, i) => BF.matches(BF.data.runs[row.number])), sort = BF.state.sort, key = sort.replace(/^-/, '');
    if (sort) rows.sort((p, q) => {
      const a = p[key], b = q[key], order = typeof a === 'number' ? (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b) : String(a).localeCompare(String(b));
      return sort.startsWith('-') ? -order : order;
    });
    const columns = BF.runColumns.filter(c => c.key !== 'directory' || BF.data.sources.length > 1);
    count.textContent = rows.length + ' of ' + BF.data.runs.length + ' runs; a click on a heading sorts.';
    body.replaceChildren(BF.table(columns, rows, sort, key => BF.set({ sort: sort === key ? '-' + key : key })));
    section.dataset.drawn = rows.length || 1;
  };
});
BF.runColumns = [['directory', 'directory'], ['task', 'task'], ['cell', 'cell'], ['clipping', 'clipping'], ['seed', 'seed'], ['status', 'status'], ['metric', 'metric'], ['value', 'value', 1],
  ['verdict', 'flow at the end'], ['rate', 'rate', 1], ['norm', 'median norm', 1], ['clipped', 'clipped %', 1], ['bad', 'non-finite', 1], ['updates', 'updates', 1],
  ['parameters', 'parameters', 1], ['seconds', 'seconds', 1], ['reason', 'reason']].map(([key, name, number]) => ({ key, name, number, right: key === 'seed',
    class: key === 'reason' ? () => 'reason' : key === 'verdict' || key === 'status' ? row => row[key] : null }));
BF.rows = () => BF.data.runs.map(run => {
  const layer = BF.firstLayer(run.flow && run.flow.end);
  return { number: run.number, directory: run.directory, task: run.task, cell: run.cell, clipping: run.clipping, seed: run.seed, status: run.status, metric: run.metric || '', value: run.value,
    verdict: run.flow && run.flow.end ? BF.verdictOf(run) : '', rate: layer ? BF.num(layer.rate) : NaN, norm: BF.num(run.medianLayerGradientNorm),
    clipped: 100 * BF.num(run.shareClipped), bad: BF.num(run.nonFiniteUpdates), updates: BF.num(run.updates), parameters: BF.num(run.parameters),
    seconds: BF.num(run.trainingSeconds), reason: run.reason || '' };
});
