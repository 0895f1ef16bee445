// A window that slides over a map: the same arithmetic as the server's, on pixels.

/** Kernels of any side, by name; a row-major array of weights. */
export const KERNELS = {
  edges: (k) => square(k, (r, c) => c - (k - 1) / 2).map((w) => (k === 1 ? 1 : Math.sign(w))),
  horizontal: (k) => square(k, (r) => r - (k - 1) / 2).map((w) => (k === 1 ? 1 : Math.sign(w))),
  outline: (k) => centred(k, k * k - 1, -1),
  sharpen: (k) => centred(k, k * k, -1),
  blur: (k) => square(k, () => 1 / (k * k)),
  identity: (k) => centred(k, 1, 0),
};

const square = (k, weight) => Array.from({ length: k * k }, (_, i) => weight(Math.floor(i / k), i % k));

const centred = (k, middle, around) => {
  const m = Math.floor((k - 1) / 2);
  return k === 1 ? [1] : square(k, (r, c) => (r === m && c === m ? middle : around));
};

/** A named kernel, or one's own weights; too few are filled with zeros. */
export function kernel(name, k) {
  if (Object.hasOwn(KERNELS, name)) return KERNELS[name](k);
  const given = name.split(',').map(Number.parseFloat);
  return Array.from({ length: k * k }, (_, i) => (Number.isFinite(given[i]) ? given[i] : 0));
}

/** The pixels of the middle of an image, size x size, from 0 to 255. */
export function crop(pixels, side, size, colour, shift = 0) {
  const first = Math.floor((side - size) / 2);
  const area = side * side;
  return Array.from({ length: size * size }, (_, i) => {
    const row = first + Math.floor(i / size);
    const column = Math.min(side - 1, first + (i % size) + shift);
    const at = row * side + column;
    const [red, green, blue] = [pixels[at], pixels[area + at], pixels[2 * area + at]];
    if (colour === 'red') return red;
    if (colour === 'green') return green;
    if (colour === 'blue') return blue;
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
}

/** The cells under the window at an output position: row and column in the input, and the value there. */
export function windowAt({ size, kernel: k, stride, padding, dilation }, pixels, row, column) {
  return Array.from({ length: k * k }, (_, i) => {
    const r = row * stride - padding + Math.floor(i / k) * dilation;
    const c = column * stride - padding + (i % k) * dilation;
    const inside = r >= 0 && c >= 0 && r < size && c < size;
    return { row: r, column: c, inside, value: inside ? pixels[r * size + c] : 0 };
  });
}

/** What the layer makes of the cells under its window. */
export function result(chosen, weights, cells) {
  if (chosen.type === 'maxpool') return Math.max(...cells.filter((cell) => cell.inside).map((cell) => cell.value));
  if (chosen.type === 'avgpool') return cells.reduce((sum, cell) => sum + cell.value, 0) / cells.length;
  return cells.reduce((sum, cell, i) => sum + cell.value * weights[i], 0);
}

/** All outputs, row by row. */
export function outputs(chosen, weights, pixels, positions) {
  return Array.from({ length: positions * positions }, (_, i) =>
    result(chosen, weights, windowAt(chosen, pixels, Math.floor(i / positions), i % positions)),
  );
}
