/** A store that tidies up, and takes what it looked up for what is there. */
import type { Fields } from '../store.js';
import { Around } from './around.js';

/** Changes that it makes before it writes a session anew. */
const TIDIED_EVERY = 8;

/** Now and then writes a session anew from what was looked up for it, and loses what others saved since. */
export class TidiesBlindly extends Around {
  #updates = 0;

  override async update(key: string, changed: Fields, held?: Fields): Promise<boolean> {
    this.#updates += 1;
    if (held === undefined || this.#updates % TIDIED_EVERY !== 0) return this.inner.update(key, changed, held);
    if ((await this.inner.load(key)) === null) return false;
    await this.replace(key, { ...held, ...changed });
    return true;
  }
}
