// Arrays of numbers from the server, and their pictures.

/** 32-bit floats in base 64. */
export function floats(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** Bytes in base 64. */
export const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export function range(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

const VIRIDIS = [
  [68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142],
  [31, 158, 137], [53, 183, 121], [109, 205, 89], [180, 222, 44], [253, 231, 37],
];

const mix = (from, to, share) => from.map((value, i) => Math.round(value + share * (to[i] - value)));

/** From 0, dark blue, to 1, yellow. */
export function viridis(share) {
  const place = Math.max(0, Math.min(1, share)) * (VIRIDIS.length - 1);
  const below = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return mix(VIRIDIS[below], VIRIDIS[below + 1], place - below);
}

/** From -1, blue, over white to 1, red. */
export function diverging(share) {
  const size = Math.max(-1, Math.min(1, share));
  return mix([255, 255, 255], size < 0 ? [33, 102, 172] : [178, 24, 43], Math.abs(size));
}

export const grey = (share) => Array(3).fill(Math.round(255 * Math.max(0, Math.min(1, share))));

export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

/**
 * The address of a PNG.
 * @param color gives red, green, blue and perhaps opacity, from 0 to 255, of a pixel's index
 */
export function picture(width, height, color) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue, opacity = 255] = color(i);
    image.data.set([red, green, blue, opacity], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/** A map in the colours of viridis, over its own range unless another is given. */
export function heat(values, width, height, [low, high] = range(values)) {
  return picture(width, height, (i) => viridis(high > low ? (values[i] - low) / (high - low) : 0));
}

/** An image of 1 or 3 channels with values from low to high, C x H x W. */
export function photograph(values, [channels, height, width], low = 0, high = 1) {
  const area = width * height;
  const level = (i, c) =>
    Math.round((255 * (values[Math.min(c, channels - 1) * area + i] - low)) / (high - low || 1));
  return picture(width, height, (i) => [level(i, 0), level(i, 1), level(i, 2)]);
}
