/**
 * Numbers of operations and items. Each shopper owns a contiguous range of both, so that every id is unique in a trial,
 * known at planning, and a session's items make few ranges.
 */

import { createHash } from 'node:crypto';

/**
 * Operation ids of a shopper: planned ones from 0, the restart branch from 32, those of further tabs from 48 (55 is
 * what plays beside the log-out), the retry of operation k is k + 64.
 */
const OPERATION_STRIDE = 128;
export const RESTART_OFFSET = 32;
export const TAB_OFFSET = 48;
export const BESIDE_LOG_OUT = 55;
const RETRY_OFFSET = 64;
const ITEM_STRIDE = 32;
/** Items of the restart branch begin here. */
export const RESTART_ITEM_OFFSET = 16;
/** Items of further tabs begin here; there is room for seven. */
export const TAB_ITEM_OFFSET = 24;

/** Ids of final reads begin here: far above any shopper's range, far below 2^53. */
const FINAL_BASE = 1e12;

export const operationId = (shopper: number, index: number): number => shopper * OPERATION_STRIDE + index;
export const retryId = (operation: number): number => operation + RETRY_OFFSET;
export const itemNumber = (shopper: number, index: number): number => shopper * ITEM_STRIDE + index + 1;
/** Up to four jars a shopper. */
export const finalReadId = (shopper: number, jar: number): number => FINAL_BASE + shopper * 4 + jar;
/** Account that a shopper signs in with. */
export const accountOf = (shopper: number): string => `shopper-${shopper}`;
/**
 * Device id that a jar sends from its first request on; hash routing uses it. Hashed, so that no pattern of the numbers
 * meets a pattern of the balancer's hash; other seeds and blocks have other devices, else the same ones would move each time.
 */
export const deviceOf = (seed: number, block: number, shopper: number, jar: number): string =>
  createHash('sha256').update(`${seed} ${block} ${shopper} ${jar}`).digest('hex').slice(0, 16);
