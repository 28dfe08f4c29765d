# Draws docs/performance-growth.csv: three panels, both axes logarithmic, a line for each cell.
BEGIN {
  split("batch units steps", panels, " ")
  title["batch"] = "batch (64 inputs, 128 units, 100 steps)"
  title["units"] = "units (batch 32, 64 inputs, 100 steps)"
  title["steps"] = "steps (batch 20, 6 inputs, 50 units)"
  name["lstm"] = "LSTM"; name["gru"] = "GRU"; name["rnn"] = "SimpleRnn"
  colour["lstm"] = "#0072b2"; colour["gru"] = "#d55e00"; colour["rnn"] = "#009e73"
  dash["lstm"] = "none"; dash["gru"] = "6 3"; dash["rnn"] = "2 3"
  width = 250; height = 220; left = 60; top = 40; gap = 60
}
FNR > 1 {
  n = ++count[$1, $3]
  x[$1, $3, n] = $2; y[$1, $3, n] = $4
  if (!($1 in lowX) || $2 + 0 < lowX[$1]) lowX[$1] = $2 + 0
  if ($2 + 0 > highX[$1]) highX[$1] = $2 + 0
  if (lowY == "" || $4 + 0 < lowY) lowY = $4 + 0
  if ($4 + 0 > highY) highY = $4 + 0
}
function log10(v) { return log(v) / log(10) }
function floor(v) { return v < 0 && int(v) != v ? int(v) - 1 : int(v) }
function px(panel, v) { return at + width * (log10(v) - log10(lowX[panel])) / (log10(highX[panel]) - log10(lowX[panel])) }
function py(v) { return top + height * (1 - (log10(v) - bottom) / (above - bottom)) }
function label(anchor, atX, atY, text) {
  printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", atX, atY, anchor, text
}
END {
  bottom = floor(log10(lowY)); above = -floor(-log10(highY))
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">\n", \
    left + 3 * width + 2 * gap + 110, top + height + 50
  print "<title>Milliseconds of a training iteration by batch, units and steps</title>"
  print "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
  for (p = 1; p <= 3; p++) {
    panel = panels[p]; at = left + (p - 1) * (width + gap)
    printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888888\"/>\n", at, top, width, height
    label("start", at, top - 10, title[panel])
    for (e = bottom; e <= above; e++) {
      printf "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>\n", at, at + width, py(10 ^ e), py(10 ^ e)
      label("end", at - 6, py(10 ^ e) + 4, (10 ^ e) " ms")
    }
    for (cell in name) {
      points = ""
      for (i = 1; i <= count[panel, cell]; i++) {
        points = points sprintf("%.1f,%.1f ", px(panel, x[panel, cell, i]), py(y[panel, cell, i]))
        printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>\n", \
          px(panel, x[panel, cell, i]), py(y[panel, cell, i]), colour[cell]
      }
      printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"%s\"/>\n", \
        points, colour[cell], dash[cell]
    }
    for (i = 1; i <= count[panel, "lstm"]; i++) label("middle", px(panel, x[panel, "lstm", i]), top + height + 16, x[panel, "lstm", i])
  }
  at += width + 14
  split("lstm gru rnn", order, " ")
  for (i = 1; i <= 3; i++) {
    printf "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"%s\"/>\n", \
      at, at + 22, top + 18 * i, top + 18 * i, colour[order[i]], dash[order[i]]
    label("start", at + 28, top + 18 * i + 4, name[order[i]])
  }
  print "</svg>"
}
