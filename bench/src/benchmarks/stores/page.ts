/** A page of sections with tables, as text for a terminal or as Markdown. Pure. */
import { type Align, alignColumns, wrap } from '../../reporters/columns.js';
import { code, escapeText, table } from '../../reporters/markdown/gfm.js';
import { styleOf } from '../../reporters/terminal/style.js';

export interface TableBlock {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly align: readonly Align[];
}
/** Sentences; or lines that are shown as they are. */
export type Block = TableBlock | { readonly sentences: readonly string[] } | { readonly lines: readonly string[] };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface TextOptions {
  readonly color: boolean;
  readonly columns: number;
}

export function renderText(sections: readonly Section[], { color, columns }: TextOptions): string {
  const style = styleOf(color);
  const blockText = (block: Block): string[] => {
    if ('lines' in block) return [...block.lines];
    if ('sentences' in block) return block.sentences.flatMap((sentence) => wrap(sentence, '→ ', columns));
    const { caption, head, rows, align } = block;
    return [style.dim(caption), ...alignColumns([head, ...rows], align)];
  };
  return sections
    .map(({ title, blocks }) => {
      const parts = blocks.map((block) => blockText(block).join('\n'));
      return [style.bold(title), ...parts].join('\n\n');
    })
    .join('\n\n\n')
    .concat('\n');
}

export function renderPage(sections: readonly Section[]): string {
  const blockText = (block: Block): string => {
    if ('lines' in block) return code(block.lines);
    if ('sentences' in block) return block.sentences.map(escapeText).join('\n\n');
    const { caption, head, rows, align } = block;
    return `${caption}\n\n${table(head, rows, align)}`;
  };
  return sections
    .map(({ title, blocks }) => [`## ${title}`, ...blocks.map(blockText)].join('\n\n'))
    .join('\n\n')
    .concat('\n');
}
