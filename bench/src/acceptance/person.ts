/** A person at a browser: finds things by their words and labels, as people and their screen readers do. */
import type { BrowserContext, Locator, Page, Response } from 'playwright-core';

export type Viewport = 'phone' | 'laptop';
export const VIEWPORTS = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1280, height: 800 },
} as const satisfies Record<Viewport, object>;

export class Person {
  readonly #page: Page;
  /** The document that is shown. */
  #shown: Response | null = null;

  constructor(page: Page) {
    this.#page = page;
    page.on('response', (response) => {
      if (response.request().isNavigationRequest()) this.#shown = response;
    });
  }

  static async at(context: BrowserContext): Promise<Person> {
    return new Person(await context.newPage());
  }

  async visit(path: string): Promise<void> {
    await this.#page.goto(path);
  }

  /** @returns heading of the page that follows */
  press(button: string): Promise<string> {
    return this.#follow(this.#page.getByRole('button', { name: button, exact: true }));
  }

  /** @returns heading of the page that follows */
  follow(link: string): Promise<string> {
    return this.#follow(this.#page.getByRole('link', { name: link, exact: true }));
  }

  async fill(label: string, text: string): Promise<void> {
    await this.#page.getByLabel(label, { exact: true }).fill(text);
  }

  /** As a browser that does not check a form by itself: what is wrong gets as far as the node. */
  async leavesChecksToTheNode(): Promise<void> {
    await this.#page.evaluate('for (const form of document.forms) form.noValidate = true');
  }

  async heading(): Promise<string> {
    return (await this.#page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  }

  async words(): Promise<string> {
    return (await this.#page.locator('main').textContent()) ?? '';
  }

  /** What the footer, or a code, says. */
  async shown(id: 'node' | 'birth' | 'items' | 'code'): Promise<string> {
    return (await this.#page.locator(`#${id}`).textContent()) ?? '';
  }

  /** Status and type of the document that is shown. */
  answer(): { readonly status: number | undefined; readonly type: string | undefined } {
    return { status: this.#shown?.status(), type: this.#shown?.headers()['content-type'] };
  }

  /** Pixels by which the page is wider than the window. */
  async overflow(): Promise<number> {
    return Number(await this.#page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
  }

  /** Fields without a label, buttons and links without a name. */
  async unnamed(): Promise<number> {
    return Number(
      await this.#page.evaluate(`[...document.querySelectorAll('input, button, a')].filter((each) =>
        each.tagName === 'INPUT' ? each.labels.length === 0 : each.textContent.trim() === '').length`),
    );
  }

  language(): Promise<string | null> {
    return this.#page.locator('html').getAttribute('lang');
  }

  /** Label of the field that has the focus. */
  async focused(): Promise<string> {
    return String(await this.#page.evaluate('document.activeElement?.labels?.[0]?.textContent ?? ""'));
  }

  /** A form leads on by a redirect: only the document at its end counts. */
  async #follow(control: Locator): Promise<string> {
    await Promise.all([this.#page.waitForEvent('domcontentloaded'), control.click()]);
    return this.heading();
  }
}
