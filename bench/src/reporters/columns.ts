/** Tables and paragraphs as plain text of a given width. Pure. */

export type Align = 'left' | 'right';

/** Two spaces between columns, no borders; the last column is not padded. */
export function alignColumns(rows: readonly (readonly string[])[], align: readonly Align[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cellWidth(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - cellWidth(cell)));
        return align[i] === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns that a text takes on a terminal; the lab writes no wide characters itself. */
export function cellWidth(text: string): number {
  return [...text].length;
}

/**
 * Breaks a text at spaces.
 * @param first what the first line begins with; the others are indented by as much
 * @param columns width of the terminal; a longer word stays whole
 */
export function wrap(text: string, first: string, columns: number): string[] {
  const indent = ' '.repeat(cellWidth(first));
  const width = Math.max(20, columns - indent.length);
  const lines: string[] = [];
  let line = '';
  // A number and its unit stay together.
  for (const word of text.replace(/(\d) (%|ms|s|min|MB)(?![A-Za-z])/g, '$1\u00a0$2').split(' ')) {
    if (line !== '' && cellWidth(line) + 1 + cellWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one, i) => `${i === 0 ? first : indent}${one.replaceAll('\u00a0', ' ')}`);
}
