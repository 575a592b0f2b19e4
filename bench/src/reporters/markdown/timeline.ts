/** The fault script on a time line of characters: what stands where in the load, readable raw. Pure. */
import type { ScenarioFindings } from '../../analysis/findings.js';
import { seconds } from '../figures.js';
import { incidentsOf } from '../incidents.js';

const WIDTH = 64;

/** Lines: the load with its windows, then one line an incident. */
export function timeLine(scenario: ScenarioFindings): string[] {
  const { windows, durationSeconds } = scenario;
  const at = (second: number) => Math.max(0, Math.min(WIDTH, Math.round((second / durationSeconds) * WIDTH)));
  const cells = Array<string>(WIDTH + 1).fill('─');
  const fill = (window: readonly [number, number] | null, sign: string) => {
    if (window !== null) cells.fill(sign, at(window[0]), at(window[1]));
  };
  fill(windows.fault, '▒');
  cells[0] = '├';
  cells[WIDTH] = '┤';
  const incidents = incidentsOf(scenario).map(({ fromSeconds, words }) => {
    const place = at(fromSeconds);
    const told = `${words} at ${seconds(fromSeconds)} s`;
    return place + told.length + 2 <= WIDTH ? `${' '.repeat(place)}▲ ${told}` : `${told} ▲`.padStart(place + 1);
  });
  const scale = `0 s${`${seconds(durationSeconds)} s`.padStart(WIDTH - 2)}`;
  const key = windows.fault === null ? [] : ['▒ is the window “during”'];
  return [scale, cells.join(''), ...incidents, ...key];
}
