import { describe, expect, it } from 'vitest';
import { decodeScenario } from './decode.js';

const QUESTION = 'question: What happens?\n';

/** First problem as `line:column message`, or the question of the scenario. */
function read(input: string | readonly number[] | Uint8Array): string {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : Uint8Array.from(input);
  const decoded = decodeScenario('mine', 'mine.yaml', bytes);
  if ('ok' in decoded) return decoded.ok.question;
  const [first] = decoded.problems;
  return `${first?.line}:${first?.column} ${first?.message}`;
}
const utf16 = (text: string, big: boolean, mark: boolean): Uint8Array => {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
`;

describe('a scenario file', () => {
  it.each([
    ['CRLF', 'question: What happens?\r\ncluster:\r\n  nodes: 2\r\n'],
    ['old Mac line ends', 'question: What happens?\rcluster: { nodes: 2 }\r'],
    ['a byte-order mark', `\ufeff${QUESTION}`],
    ['no final newline', 'question: What happens?'],
    ['UTF-16, little end first', utf16(QUESTION, false, true)],
    ['UTF-16, big end first', utf16(QUESTION, true, true)],
    ['UTF-16 without a mark', utf16(QUESTION, false, false)],
    ['UTF-16 without a mark, big end first', utf16(QUESTION, true, false)],
    ['an anchor', `question: &q What happens?\ncluster: &c { nodes: 2 }\n`],
    ['a document mark', `---\n${QUESTION}...\n`],
    ['JSON', '{"question": "What happens?"}'],
    [
      'a merge key',
      `question: What happens?\nfaults:\n  - &kill { fault: node-kill, at: 3 s, node: 1 }\n  - { <<: *kill, node: 2 }\n`,
    ],
  ])('works with %s', (_, input) => {
    expect(read(input)).toBe('What happens?');
  });

  it.each([
    ['nothing', '', '1:1 the file is empty'],
    ['only comments', '# only\n\n', '1:1 the file is empty'],
    ['an empty document', '---\n', '1:1 the file is empty'],
    ['a duplicate key', 'question: a\nquestion: b\n', '2:1 the key stands twice in the same map'],
    [
      'a duplicate key deep down',
      `${QUESTION}load:\n  rate: 1\n  rate: 2\n`,
      '4:3 the key stands twice in the same map',
    ],
    ['a tab', `${QUESTION}load:\n\trate: 1\n`, '3:1 indented by a tab'],
    ['two documents', `${QUESTION}---\n${QUESTION}`, '2:1 2 YAML documents in one file'],
    ['latin-1', [...Buffer.from('question: Wof\u00fcr?\n', 'latin1')], '1:14 the file is not valid UTF-8'],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x71, 0, 0, 0], '1:1 the file is encoded as UTF-32'],
    ['binary', [0x71, 0x3a, 0x20, 0, 0, 0, 1], '1:4 the file has a NUL character: it is not text'],
    ['an alias bomb', `${QUESTION}${bomb}`, '1:1 aliases unfold into too many values'],
    ['an alias of nothing', `${QUESTION}load: *gone\n`, '2:7 nothing is named by the anchor "gone"'],
    ['an alias within itself', `${QUESTION}faults: &f [*f]\n`, '2:13 the alias "f" stands within what it names'],
    ['a tag', `${QUESTION}load: !!js/function x\n`, '2:7 a YAML tag that scenarios do not use'],
    ['a key that is a list', `${QUESTION}? [a]\n: 1\n`, '2:3 a key must be a word'],
    ['a flow that never ends', `${QUESTION}faults: ${'['.repeat(5000)}`, /nested too deeply/],
    ['a list', '- a\n- b\n', '1:1 found a list, expected a map of settings, beginning with "question"'],
    ['a word', 'question\n', '1:1 found "question", expected a map of settings, beginning with "question"'],
    ['no question', 'load: { rate: 1 }\n', '1:1 missing, expected a sentence: the question that the scenario answers'],
    ['broken YAML', `${QUESTION}load: {rate: 1\n`, /^\d+:\d+ not valid YAML: /],
  ])('gets a sentence for %s', (_, input, sentence) => {
    if (typeof sentence === 'string') expect(read(input)).toBe(sentence);
    else expect(read(input)).toMatch(sentence);
  });

  it('points through an alias at the value that is wrong', () => {
    const text = `${QUESTION}faults:\n  - &kill { fault: node-kill, at: 3, node: 1 }\n  - *kill\n`;
    const decoded = decodeScenario('mine', 'mine.yaml', new TextEncoder().encode(text));
    expect('problems' in decoded && decoded.problems.map(({ line, column, path }) => [line, column, path])).toEqual([
      [3, 35, 'faults[0].at'],
      [3, 35, 'faults[1].at'],
    ]);
  });
});
