/** GitHub-flavoured Markdown that is readable raw, too: tables with aligned columns, escaped cells. Pure. */
import { type Align, cellWidth } from '../columns.js';

/** A cell cannot hold a line feed, and a bar would end it. */
export function escapeCell(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
}

/** @param align by column; missing ones are `left` */
export function table(head: readonly string[], rows: readonly (readonly string[])[], align: readonly Align[]): string {
  const cells = [head, ...rows].map((row) => head.map((_, i) => escapeCell(row[i] ?? '')));
  const widths = head.map((_, i) => Math.max(3, ...cells.map((row) => cellWidth(row[i] ?? ''))));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => padded(cell, widths[i] ?? 0, align[i])).join(' | ')} |`;
  const rule = widths.map((width, i) => (align[i] === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const [first = [], ...rest] = cells;
  return [line(first), line(rule), ...rest.map(line)].join('\n');
}

function padded(cell: string, width: number, align: Align | undefined): string {
  const space = ' '.repeat(width - cellWidth(cell));
  return align === 'right' ? space + cell : cell + space;
}

/** Text in which Markdown's own signs are shown as they are. */
export function escapeText(text: string): string {
  return text.replace(/([\\*_[\]<`])/g, '\\$1');
}

export function section(level: 1 | 2 | 3 | 4, title: string, ...body: readonly string[]): string {
  return [`${'#'.repeat(level)} ${title}`, ...body.filter((part) => part !== '')].join('\n\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A block of text that is shown as it is. */
export function code(lines: readonly string[]): string {
  return ['```text', ...lines, '```'].join('\n');
}
