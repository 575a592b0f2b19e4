/**
 * What is measured, and in which order. A cell is a mix of requests at a size of session; a round measures every cell once
 * on every design, the designs of a cell right after one another in random order, so that a machine which grows slower
 * meanwhile weighs on all of them alike. Pure.
 */
import { createDice, shuffled } from '../../../plan/dice.js';
import type { DesignName } from '../../../scenario/designs.js';
import { MIXES, type Mix } from '../../closed-loop/mixes.js';

/** The designs that are compared: ours, and what people use today. */
export const COMPARED = [
  'stateful',
  'stateful-naive',
  'stateless',
  'stateless-blob',
  'stateless-sealed',
] as const satisfies readonly DesignName[];
export type Compared = (typeof COMPARED)[number];

/** Items of a session. */
export const SIZES = [1, 10, 50] as const;

export interface Cell {
  readonly mix: Mix;
  readonly items: number;
}
export interface Slice extends Cell {
  readonly design: Compared;
  /** From 1. */
  readonly round: number;
}

/** How long everything takes, and how often it is repeated. */
export interface MacroSchedule {
  readonly designs: readonly Compared[];
  readonly cells: readonly Cell[];
  readonly rounds: number;
  readonly sliceMs: number;
  /** Of each mix on each design, before anything counts: a process that has just started is slow. */
  readonly warmUpMs: number;
}

const everySize = (mix: Mix): Cell[] => SIZES.map((items) => ({ mix, items }));
const DEFAULT_ROUNDS = 5;
const QUICK_ROUNDS = 3;
/** A slice's own start and end: connections, counters. Measured. */
const AROUND_SLICE_MS = 60;
/** Processes, and the sessions that they hold. Measured. */
const START_SECONDS = 9;

/** @param rounds null: as many as usual */
export function scheduleOf(quick: boolean, rounds: number | null): MacroSchedule {
  return quick
    ? { designs: COMPARED, cells: quickCells(), rounds: rounds ?? QUICK_ROUNDS, sliceMs: 300, warmUpMs: 300 }
    : {
        designs: COMPARED,
        cells: MIXES.flatMap(everySize),
        rounds: rounds ?? DEFAULT_ROUNDS,
        sliceMs: 500,
        warmUpMs: 700,
      };
}

/** What the promises are about at every size, the other mixes at one. */
function quickCells(): Cell[] {
  const others = MIXES.filter((mix) => mix !== 'read-heavy').map((mix) => ({ mix, items: 10 }));
  return [...everySize('read-heavy'), ...others];
}

/** Every slice, in the order in which it runs. */
export function slicesOf({ designs, cells, rounds }: MacroSchedule, seed: number): Slice[] {
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) => {
    const dice = createDice('benchmark of stores', seed, round);
    return shuffled(cells, dice).flatMap((cell) =>
      shuffled(designs, dice).map((design) => ({ ...cell, design, round })),
    );
  });
}

export function macroSeconds({ designs, cells, rounds, sliceMs, warmUpMs }: MacroSchedule): number {
  const slices = designs.length * cells.length * rounds * (sliceMs + AROUND_SLICE_MS);
  const warmUps = designs.length * mixesOf(cells).length * (warmUpMs + AROUND_SLICE_MS);
  return START_SECONDS + (slices + warmUps) / 1000;
}

export function mixesOf(cells: readonly Cell[]): Mix[] {
  return MIXES.filter((mix) => cells.some((cell) => cell.mix === mix));
}

export function sizesOf(cells: readonly Cell[]): number[] {
  return [...new Set(cells.map(({ items }) => items))].sort((a, b) => a - b);
}
