/** From the bytes of a scenario file to its text: encodings, byte-order marks, line ends. Pure. */

export type Source =
  | { readonly text: string }
  | { readonly message: string; readonly hint: string; readonly line: number; readonly column: number };

/** UTF-8, with or without byte-order mark, and UTF-16 with one are read; CRLF and CR become LF. */
export function decodeSource(bytes: Uint8Array): Source {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-32') return problem('the file is encoded as UTF-32', 'save it as UTF-8');
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return { ...problem('the file is not valid UTF-8', 'save it as UTF-8'), ...placeOfInvalid(bytes, encoding) };
  }
  text = text.replace(/\r\n?/g, '\n');
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    return { ...problem('the file has a NUL character: it is not text', 'save it as UTF-8'), ...placeOf(text, nul) };
  }
  return { text };
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32' {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32';
  // Without a mark: the first character of a scenario is ASCII, so one of its two bytes is zero.
  if (a === 0 && b !== undefined && b !== 0) return 'utf-16be';
  if (a !== undefined && a !== 0 && b === 0 && c !== 0) return 'utf-16le';
  return 'utf-8';
}

function problem(message: string, hint: string): Extract<Source, { message: string }> {
  return { message, hint, line: 1, column: 1 };
}

/** The longest decodable beginning tells where the first bad byte stands. */
function placeOfInvalid(bytes: Uint8Array, encoding: string): { line: number; column: number } {
  const text = new TextDecoder(encoding).decode(bytes);
  const bad = text.indexOf('\ufffd');
  return placeOf(text, Math.max(0, bad));
}

function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
