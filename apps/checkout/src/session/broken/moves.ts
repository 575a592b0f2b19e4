/** Stores that break a promise about keys: of a session that moves, or of a code. */
import type { Fields } from '../store.js';
import { Around, pause } from './around.js';

/** Keeps the old id alive after a move: whoever knew it before the sign-in has what it had then. */
export class KeepsOldId extends Around {
  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const before = await this.inner.load(from);
    if (before === null || !(await this.inner.move(from, to, changed))) return false;
    await this.inner.create(from, before);
    return true;
  }
}

/** Time between the end of the old key and the beginning of the new one, milliseconds. */
const APART_MS = 20;

/** Moves in two steps: ends the old key, and creates the new one a little later. */
export class MovesInTwoSteps extends Around {
  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const held = await this.inner.load(from);
    if (held === null) return false;
    await this.inner.destroy(from);
    await pause(APART_MS);
    await this.inner.create(to, { ...held, ...changed });
    return true;
  }
}

/** Moves what it looked up a little earlier, and so undoes what was saved since. */
export class MovesWhatItRead extends Around {
  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const read = await this.inner.load(from);
    await pause(APART_MS);
    if (read === null || !(await this.inner.move(from, to, changed))) return false;
    await this.replace(to, { ...read, ...changed });
    return true;
  }
}

/** Gives a code's session away as often as somebody asks. */
export class KeepsUsedCodes extends Around {
  readonly #used = new Map<string, string>();

  override async takeCode(code: string): Promise<string | null> {
    const key = (await this.inner.takeCode(code)) ?? this.#used.get(code) ?? null;
    if (key !== null) this.#used.set(code, key);
    return key;
  }
}
