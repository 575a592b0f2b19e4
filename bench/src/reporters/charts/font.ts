/**
 * The typeface of charts: Inter (SIL Open Font License 1.1), bundled, so that text is legible on a machine without any
 * font. Registered once for the process, under a name that no system font has.
 */
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { LabError } from '../../errors.js';

export const FONT_FAMILY = 'Session Lab Sans';
const FILES = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'];

let registered = false;

/** @throws LabError when the typeface cannot be loaded */
export function registerFont(): void {
  if (registered) return;
  const require = createRequire(import.meta.url);
  for (const file of FILES) {
    const path = require.resolve(`@expo-google-fonts/inter/${file}`);
    if (GlobalFonts.registerFromPath(path, FONT_FAMILY) === null) {
      throw new LabError(
        'LAB_PROGRAM_UNFIT',
        `the charts' typeface cannot be loaded: ${path}`,
        'Install the packages anew.',
      );
    }
  }
  registered = true;
}

/** CSS font shorthand. @param size CSS pixels */
export function font(size: number, weight: 400 | 600 = 400): string {
  return `${weight} ${size}px "${FONT_FAMILY}"`;
}

/** Width of a text in CSS pixels. */
export function textWidth(text: string, size: number, weight: 400 | 600 = 400): number {
  registerFont();
  measure ??= createCanvas(1, 1).getContext('2d');
  measure.font = font(size, weight);
  return measure.measureText(text).width;
}
let measure: ReturnType<ReturnType<typeof createCanvas>['getContext']> | undefined;

/** Breaks a text at spaces into lines of at most `width` CSS pixels, and a longer word wherever it must. */
export function breakLines(text: string, size: number, weight: 400 | 600, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // A number and its unit stay together.
  const bound = text.replace(/(\d) (%|ms|of|s)(?![A-Za-z])/g, '$1\u00a0$2');
  for (const word of bound.split(' ').flatMap((one) => chunks(one, size, weight, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size, weight) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((one) => one.replaceAll('\u00a0', ' '));
}

function chunks(word: string, size: number, weight: 400 | 600, width: number): string[] {
  if (textWidth(word, size, weight) <= width) return [word];
  const length = Math.max(1, Math.floor((word.length * width) / textWidth(word, size, weight)) - 1);
  return [word.slice(0, length), ...chunks(word.slice(length), size, weight, width)];
}
