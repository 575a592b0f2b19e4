/** What every layer over the session plug-in does with the plug-in's session of one request, whatever store is behind it. */
import type { Signer } from '@fastify/cookie';
import type { FastifySessionObject } from '@fastify/session';
import type { FastifyRequest } from 'fastify';
import type { SessionData } from '../domain/session-data.js';
import { SaveFailed } from './errors.js';

/** Plain http on loopback. Without an end of its own it is a cookie of the browser's session. */
export const COOKIE_OPTIONS = { path: '/', httpOnly: true, sameSite: 'lax', secure: false } as const;

/** The session of a request as data; null when it has none yet, which the plug-in calls uninitialised. */
export function dataOf(request: FastifyRequest): SessionData | null {
  const data = request.session as unknown as SessionData;
  return data.birth === undefined ? null : data;
}

/** Without a session the plug-in neither saves nor touches a cookie. */
export function abandonSession(request: FastifyRequest): void {
  (request as { session: FastifySessionObject | null }).session = null;
}

/**
 * Looks the session under `key` up and makes it the request's; false, and nothing changed, when there is none.
 *
 * @throws SaveFailed when the store does not answer: by now a code may be used up, so that this look-up, unlike others,
 * is not without effect
 */
export async function adoptSession(request: FastifyRequest, signer: Signer, key: string): Promise<boolean> {
  const own = request.session;
  await new Promise<void>((resolve, reject) => {
    request.server.decryptSession(signer.sign(key), request, (cause?: unknown) => {
      if (cause) reject(new SaveFailed('the claimed session could not be looked up', { cause }));
      else resolve();
    });
  });
  if (dataOf(request) !== null) return true;
  request.session = own;
  return false;
}

export function codeFailed(cause: unknown): never {
  throw new SaveFailed('the store did not answer about a hand-off code', { cause });
}
