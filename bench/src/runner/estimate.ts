/** How long trials take, so that people know before they start. Pure. */

/** What a trial takes beside its load: start, quiesce, dumps, take-down. Measured: 1.5 to 3 s. */
const AROUND_LOAD_SECONDS = 2.5;

export function trialSeconds(loadSeconds: number): number {
  return loadSeconds + AROUND_LOAD_SECONDS;
}

/** @returns seconds of all blocks together, without the trial that is thrown away */
export function blocksSeconds(loadSeconds: number, designs: number, blocks: number): number {
  return blocks * designs * trialSeconds(loadSeconds);
}
