'use strict';
/* The data of the page, unpacked. A series is [update, log10 or value] pairs; gaps are null. */
const BF = { data: null, state: {}, charts: [], panels: [] };

BF.load = async () => {
  const text = document.getElementById('data').textContent.trim();
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  BF.data = await new Response(stream).json();
  BF.data.runs.forEach((run, i) => {
    run.number = i;
    run.arm = [run.task, run.cell, run.clipping].join('\u0000');
    run.armName = BF.nameOf(run);
    run.directory = BF.data.sources[run.source].name;
    run.value = run.figures && run.metric in run.figures ? BF.num(run.figures[run.metric]) : NaN;
  });
};

BF.nameOf = run => [run.cell, run.clipping].filter(Boolean).join(' / ') || run.task || BF.data.title;

BF.num = x => typeof x === 'number' ? x : x === 'i' || x === 'Infinity' ? Infinity : x === '-i' || x === '-Infinity' ? -Infinity : NaN;

BF.sums = list => { let last = 0; return (list || []).map(d => last += d); };

/* Logarithms to base 10; what has none stays a letter. */
BF.logs = (codes, steps) => { let last = 0; return (codes || []).map(c => typeof c === 'number' ? (last += c) / steps : c); };

/* Points of a series of norms, both extremes of each run of neighbours. */
BF.points = (place, series, x) => BF.pairs(place, BF.logs(series.a, 1000), series.b && BF.logs(series.b, 1000), x);

/* Points of a series of plain numbers. */
BF.plain = (place, series, x) => BF.pairs(place, series.a, series.b, x);

BF.pairs = (place, a, b, x) => {
  const u = BF.sums(place.u), out = [];
  a.forEach((value, i) => {
    const finite = typeof value === 'number';
    out.push([x ? x(u[i]) : u[i], finite ? value : null]);
    if (b && b[i] !== value && place.w && place.w[i] > 0) {
      out.push([x ? x(u[i] + place.w[i]) : u[i] + place.w[i], typeof b[i] === 'number' ? b[i] : null]);
    }
  });
  return out;
};

BF.median = values => {
  const v = values.filter(Number.isFinite).sort((p, q) => p - q), n = v.length;
  return n === 0 ? NaN : n % 2 ? v[(n - 1) / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
};

/* Median, least and largest of several series, at the places of all of them, between points linearly. */
BF.band = lines => {
  const xs = [...new Set(lines.flatMap(line => line.map(p => p[0])))].sort((p, q) => p - q);
  const step = Math.max(1, Math.ceil(xs.length / 400)), at = xs.filter((x, i) => i % step === 0 || i === xs.length - 1);
  const cursors = lines.map(() => 0);
  return at.map(x => {
    const values = lines.map((line, k) => {
      while (cursors[k] < line.length - 2 && line[cursors[k] + 1][0] <= x) cursors[k]++;
      const p = line[cursors[k]], q = line[cursors[k] + 1];
      if (!p || x < p[0] || p[1] === null) return NaN;
      if (!q) return x === p[0] ? p[1] : NaN;
      if (q[1] === null || x > q[0]) return x === p[0] ? p[1] : NaN;
      return q[0] === p[0] ? p[1] : p[1] + (q[1] - p[1]) * (x - p[0]) / (q[0] - p[0]);
    }).filter(Number.isFinite);
    return values.length ? [x, BF.median(values), Math.min(...values), Math.max(...values)] : [x, null, null, null];
  });
};
