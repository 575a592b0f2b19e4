/**
 * One colour per design, the same in every chart: Okabe–Ito, which people with any common colour blindness tell apart.
 * Dash and marker are the second cue, for print and for everybody else. Pure.
 */
import type { DesignName } from '../../scenario/designs.js';

export interface Look {
  readonly color: string;
  /** Lengths of line and gap; empty for a solid line. */
  readonly dash: readonly number[];
  /** Point style of Chart.js. */
  readonly marker:
    | 'circle'
    | 'rect'
    | 'triangle'
    | 'rectRot'
    | 'star'
    | 'crossRot'
    | 'rectRounded'
    | 'cross'
    | 'dash'
    | 'line';
}

const LOOKS = {
  stateful: { color: '#D55E00', dash: [], marker: 'circle' },
  stateless: { color: '#0072B2', dash: [14, 6], marker: 'rect' },
  'stateful-modulo': { color: '#E69F00', dash: [4, 5], marker: 'triangle' },
  'stateful-consistent': { color: '#CC79A7', dash: [14, 5, 3, 5], marker: 'rectRot' },
  'stateful-round-robin': { color: '#000000', dash: [20, 8], marker: 'star' },
  'stateful-least-conn': { color: '#009E73', dash: [18, 4, 4, 4, 4, 4], marker: 'crossRot' },
  'stateless-sticky': { color: '#56B4E9', dash: [8, 4], marker: 'rectRounded' },
  // Okabe–Ito has no more that are legible on white: three of Paul Tol's, made for the same eyes.
  'stateful-naive': { color: '#882255', dash: [3, 4], marker: 'cross' },
  'stateless-blob': { color: '#999933', dash: [16, 4, 4, 4], marker: 'dash' },
  'stateless-sealed': { color: '#332288', dash: [6, 3], marker: 'line' },
} as const satisfies Record<DesignName, Look>;
const SPARE: Look = { color: '#555555', dash: [10, 10], marker: 'circle' };

/**
 * A name without a look here (a design of another lab, an external cluster) is grey; further ones in the same chart take
 * looks that no design in it has.
 *
 * @param among all names of the chart, in order
 */
export function lookOf(design: string, among: readonly string[] = []): Look {
  if (Object.hasOwn(LOOKS, design)) return LOOKS[design as DesignName];
  const strangers = among.filter((name) => !Object.hasOwn(LOOKS, name));
  const free = Object.entries(LOOKS).flatMap(([name, look]) => (among.includes(name) ? [] : [look]));
  return [SPARE, ...free][strangers.indexOf(design)] ?? SPARE;
}

export const INK = {
  text: '#1b1f24',
  soft: '#57606a',
  grid: '#e6e8eb',
  axis: '#8c959f',
  band: 'rgba(87, 96, 106, 0.12)',
};

/** The colour for text on white: darker, so that yellow and orange can be read. */
export function textColor(color: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return color;
  const channel = (at: number) => Math.round(Number.parseInt(color.slice(at, at + 2), 16) * 0.78);
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`;
}

/** A colour mixed with white: `share` 1 is the colour itself. */
export function tint(color: string, share: number): string {
  const channel = (at: number) => Math.round(255 + (Number.parseInt(color.slice(at, at + 2), 16) - 255) * share);
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`;
}
