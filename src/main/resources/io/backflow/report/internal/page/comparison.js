/* Panels 9 and 10: arms against each other, and all axes of the grid at once. */
BF.panels.push(() => {
  const section = BF.panel('comparison', 'Comparison', 'Every run is a dot; lines join the runs of one seed. Right: by how much the better arm is ahead, with the 95 % interval of the mean difference.');
  const grid = BF.el('div', { class: 'grid wide' }), table = BF.el('div'), ranks = BF.el('div');
  section.append(grid, table, ranks);
  BF.chart(grid, 'test result of every run', BF.dotsOption, { alone: true, size: 'high' });
  BF.chart(grid, 'differences of arms', BF.forestOption, { alone: true, size: 'high' });
  return () => {
    const found = BF.differences();
    section.hidden = BF.allArms().length < 2 && !found.length;
    table.replaceChildren(found.length ? BF.table([['first', 'ahead'], ['second', 'of'], ['seeds', 'seeds', 1], ['mean', 'by', 1], ['low', 'low', 1], ['high', 'high', 1], ['g', 'Hedges\u2019 g', 1], ['better', 'P(better)', 1], ['test', 'test'], ['p', 'p', 1],
      ['holm', 'p, Holm', 1], ['verdict', 'verdict']].map(([key, name, number]) => ({ key, name, number })), found.map(d => { const s = d.advantage.sample, i = s.tInterval || {};
        return { first: BF.armText(d.first), second: BF.armText(d.second), seeds: d.seeds, mean: s.mean, low: i.low, high: i.high, g: d.advantage.hedgesGz, better: d.improvement, test: d.test, p: d.p, holm: d.holm, verdict: d.verdict }; })) : '');
    ranks.replaceChildren(...BF.ranks().flatMap(BF.rankDiagram));
    if (section.hidden) section.dataset.drawn = 1;
  };
});
BF.armText = arm => Object.values(arm).filter(v => typeof v === 'string').join(' / ');
BF.differences = () => { const seen = new Set(); return (BF.data.statistics && BF.data.statistics.differences || []).filter(d => d.task === BF.state.task).filter(d => { const key = BF.armText(d.first) + '|' + BF.armText(d.second); return !seen.has(key) && seen.add(key); }); };
BF.dotsOption = () => {
  const arms = BF.arms(), seeds = new Map(), metric = (arms.flatMap(arm => arm.runs).find(run => run.metric) || {}).metric || '';
  const lost = arms.map(arm => arm.runs.filter(run => !Number.isFinite(run.value)).length), all = arms.flatMap(arm => arm.runs.map(run => run.value)).filter(Number.isFinite);
  if (!all.length) return null;
  arms.forEach((arm, i) => arm.runs.forEach(run => { if (!seeds.has(run.seed)) seeds.set(run.seed, []); seeds.get(run.seed).push([i, Number.isFinite(run.value) ? run.value : null]); }));
  const series = [...seeds.values()].slice(0, 60).map(data => ({ type: 'line', name: '\u0001pairs', data, silent: true, showSymbol: false, lineStyle: { color: BF.css('--soft'), width: 0.8, opacity: 0.45 }, connectNulls: false, emphasis: { disabled: true } }));
  arms.forEach((arm, i) => {
    const runs = arm.runs.filter(run => Number.isFinite(run.value)), values = runs.map(run => run.value);
    series.push({ type: 'scatter', name: arm.name, symbolSize: 9, itemStyle: { color: arm.colour, opacity: 0.8 }, data: runs.map(run => ({ value: [i, run.value], seed: run.seed })) });
    if (values.length) series.push({ type: 'scatter', name: 'mean', symbol: 'rect', symbolSize: [30, 2.5], itemStyle: { color: BF.css('--ink') }, data: [{ value: [i, values.reduce((p, q) => p + q, 0) / values.length] }] });
  });
  const tilted = arms.length > (innerWidth < 560 ? 3 : 6), room = innerWidth < 560 ? 90 : 150, soft = BF.css('--soft');
  const label = tilted ? { color: soft, interval: 0, rotate: 55, width: room, overflow: 'truncate', fontSize: 10 }
    : { color: soft, interval: 0, width: (innerWidth < 560 ? 260 : 420) / arms.length, overflow: 'break', fontSize: 11, lineHeight: 13 };
  return BF.frame({ height: Math.max(tilted ? 330 + 0.85 * room : 0, innerWidth < 1050 ? 0 : Math.min(560, BF.forestHeight(BF.forestRows().length))), dataZoom: [], grid: { left: tilted ? 70 : 56, right: 16, top: 30, bottom: tilted ? 24 + 0.85 * room : 64 }, title: lost.some(n => n) ? BF.warn(arms.map((arm, i) => lost[i] ? lost[i] + ' without a result: ' + arm.name : '').filter(Boolean).join(', ')) : undefined,
    xAxis: { type: 'category', data: arms.map(arm => arm.name), axisLabel: label, axisTick: { show: false }, axisLine: { lineStyle: { color: BF.css('--line') } } },
    yAxis: BF.numberAxis(metric), series,
    tooltip: Object.assign(BF.frame({}).tooltip, { trigger: 'item', formatter: p => BF.escape(p.seriesName) + (p.data.seed === undefined ? '' : ', seed ' + p.data.seed) + ': <b>' + BF.show(p.value[1]) + '</b>' }) });
};
BF.forestRows = () => BF.differences().filter(d => Number.isFinite(BF.num(d.advantage.sample.mean))).slice(0, 20);
BF.forestHeight = rows => rows > 8 ? 60 + 32 * rows : 0;
BF.forestOption = () => {
  const list = BF.forestRows().reverse();
  if (!list.length) return null;
  const names = list.map(d => BF.armText(d.first) + '\n\u2212 ' + BF.armText(d.second)), narrow = innerWidth < 560, colour = d => d.verdict === 'better' ? BF.css('--accent') : BF.css('--soft');
  return BF.frame({ height: BF.forestHeight(list.length), dataZoom: [], grid: { left: narrow ? 118 : 190, right: 20, top: 12, bottom: 44 }, yAxis: { type: 'category', data: names, axisLabel: { color: BF.css('--soft'), fontSize: list.length > 8 ? 10 : 11, lineHeight: list.length > 8 ? 13 : 15, interval: 0, width: narrow ? 108 : 180, overflow: 'truncate' }, axisTick: { show: false } },
    xAxis: BF.axis('difference of ' + list[0].metric, { scale: false }), series: [{ type: 'custom', data: list.map((d, i) => { const s = d.advantage.sample, t = s.tInterval || {}; return [s.mean, i, BF.num(t.low), BF.num(t.high)]; }),
      renderItem: (params, api) => { const y = api.coord([0, api.value(1)])[1], d = list[api.value(1)], x = v => api.coord([v, 0])[0], low = api.value(2), high = api.value(3), style = { stroke: colour(d), lineWidth: 2, fill: colour(d) };
        return { type: 'group', children: [Number.isFinite(low) && Number.isFinite(high) ? { type: 'line', shape: { x1: x(low), y1: y, x2: x(high), y2: y }, style } : null, { type: 'circle', shape: { cx: x(api.value(0)), cy: y, r: 4.5 }, style }].filter(Boolean) }; },
      encode: { x: [0, 2, 3], y: 1 } }, { type: 'line', data: [], markLine: { silent: true, symbol: 'none', data: [{ xAxis: 0 }], label: { show: false }, lineStyle: { color: BF.css('--ink'), type: 'solid', width: 1 } } }],
    tooltip: Object.assign(BF.frame({}).tooltip, { trigger: 'item', formatter: p => BF.escape(list[p.value[1]].sentence).replace(/(.{60,80}?) /g, '$1<br>') }) });
};
/* A text as long as there is room for, with letters of about 6.5 pixels. */
BF.cut = (text, room) => { const n = Math.max(6, Math.floor(room / 6.5)); return text.length <= n ? text : text.slice(0, n - 1) + '\u2026'; };
/* Demsar's diagram: arms by their average rank over tasks; what a bar joins does not differ. */
BF.ranks = () => BF.data.ranks || [];
BF.rankDiagram = ranks => {
  const ns = 'http://www.w3.org/2000/svg', arms = ranks.arms, n = arms.length, cd = BF.num(ranks.criticalDifference), narrow = innerWidth < 860, width = narrow ? Math.max(300, innerWidth - 46) : 760, left = narrow ? 16 : 60, x = r => left + (width - 2 * left) * (r - 1) / Math.max(1, n - 1);
  const svg = document.createElementNS(ns, 'svg'), add = (tag, attributes, text) => { const e = document.createElementNS(ns, tag); Object.entries(attributes).forEach(([k, v]) => e.setAttribute(k, v)); if (text) e.textContent = text; svg.append(e); };
  const ink = BF.css('--ink'), soft = BF.css('--soft'), enough = Number.isFinite(cd) && ranks.p < 0.05;
  svg.setAttribute('viewBox', '0 0 ' + width + ' ' + (70 + 20 * n)); svg.style.maxWidth = width + 'px'; svg.style.width = '100%'; svg.setAttribute('role', 'img'); svg.setAttribute('aria-label', ranks.sentence);
  add('path', { d: 'M' + x(1) + ' 40H' + x(n), stroke: ink });
  for (let r = 1; r <= n; r++) { add('path', { d: 'M' + x(r) + ' 40v-6', stroke: ink }); add('text', { x: x(r), y: 28, 'text-anchor': 'middle', fill: soft, 'font-size': 12 }, String(r)); }
  if (Number.isFinite(cd)) { const to = Math.min(x(1 + cd), width - 4); add('path', { d: 'M' + x(1) + ' 12H' + to, stroke: soft, 'stroke-width': 2 }); add('text', { x: x(1), y: 9, fill: soft, 'font-size': 11 }, 'critical difference ' + BF.show(cd)); }
  /* Names above the lines, which pass behind them. */
  arms.forEach((arm, i) => add('path', { d: 'M' + x(arm.averageRank) + ' 40V' + (62 + 20 * i), stroke: soft, fill: 'none' }));
  arms.forEach((arm, i) => { const at = x(arm.averageRank), onRight = at < width / 2;
    add('text', { x: onRight ? at + 4 : at - 4, y: 66 + 20 * i, 'text-anchor': onRight ? 'start' : 'end', fill: ink, stroke: BF.css('--card'), 'stroke-width': 5, 'paint-order': 'stroke', 'font-size': 12 }, BF.cut(BF.armText(arm.arm), onRight ? width - at - 50 : at - 50) + '  ' + BF.show(arm.averageRank)); });
  if (enough) { let y = 45, last = -1; arms.forEach((arm, i) => { let j = i; while (j + 1 < n && arms[j + 1].averageRank - arm.averageRank < cd) j++; if (j > i && j > last) { last = j; add('path', { d: 'M' + (x(arm.averageRank) - 4) + ' ' + y + 'H' + (x(arms[j].averageRank) + 4), stroke: ink, 'stroke-width': 4 }); y += 6; } }); }
  return [BF.el('h3', {}, 'ranks over tasks' + (ranks.of ? ', ' + ranks.of : '')), svg, BF.el('p', { class: 'note' }, ranks.sentence + '.')];
};

BF.panels.push(() => {
  const grid = ['cell', 'clipping', 'task'].filter(key => new Set(BF.data.runs.map(run => run[key])).size > 1);
  if (grid.length < 2) return () => {};
  const section = BF.panel('grid', 'All axes at once', 'A line is a run; drag along an axis to pick runs.'), box = BF.el('div');
  section.append(box);
  BF.chart(box, 'cells, clipping, results', BF.parallelOption, { alone: true, size: 'high' });
  return () => {};
});
BF.parallelOption = () => {
  const runs = BF.arms().flatMap(arm => arm.runs.map(run => ({ run, colour: arm.colour }))), narrow = innerWidth < 560;
  const names = key => [...new Set(runs.map(r => r.run[key]))], rows = BF.rows(), log = v => v > 0 && Number.isFinite(v) ? Math.log10(v) : null;
  const results = runs.map(r => r.run.value).filter(Number.isFinite);
  const axes = [{ name: 'cell', values: names('cell'), of: r => r.cell }, { name: 'clipping', values: names('clipping'), of: r => r.clipping }, { name: 'median norm', of: r => log(r.norm), format: BF.decade, nice: { minInterval: 1 } },
    { name: 'clipped %', of: r => Number.isFinite(r.clipped) ? r.clipped : null }, { name: 'rate at the end', of: r => Number.isFinite(r.rate) ? r.rate : null }, { name: (runs[0] && runs[0].run.metric) || 'result', of: r => Number.isFinite(r.value) ? r.value : null, nice: BF.unit(Math.min(...results), Math.max(...results)) }];
  const used = axes.filter(axis => axis.values || runs.some(r => axis.of(rows[r.run.number]) !== null));
  if (!runs.length) return null;
  return { animation: false, textStyle: BF.text(), parallel: { left: narrow ? 30 : 90, right: narrow ? 46 : 70, top: 44, bottom: 24 },
    parallelAxis: used.map((axis, dim) => Object.assign({ dim, name: narrow ? axis.name.replace(' ', '\n') : axis.name, scale: true, nameTextStyle: { color: BF.css('--ink'), fontSize: narrow ? 9 : 12 }, axisLine: { lineStyle: { color: BF.css('--soft') } }, axisLabel: { color: BF.css('--ink'), fontSize: narrow ? 10 : 11, backgroundColor: BF.css('--card'), padding: [1, 3], borderRadius: 2, formatter: axis.values ? v => BF.cut(v, narrow ? 60 : 160) : axis.format || BF.show } },
      axis.values ? { type: 'category', data: axis.values } : Object.assign({ type: 'value' }, axis.nice))),
    series: [{ type: 'parallel', inactiveOpacity: 0.06, data: runs.map(r => ({ value: used.map(axis => { const v = axis.of(rows[r.run.number]); return v === null ? '-' : v; }), lineStyle: { color: r.colour, width: 1.6, opacity: 0.65 } })) }] };
};
