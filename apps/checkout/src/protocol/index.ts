/** The formats that apps write and the bench reads: all that the bench imports from the apps. */
export * from './admin.js';
export * from './charges.js';
export * from './dump.js';
export * from './journal.js';
export * from './ranges.js';
export * from './requests.js';
export * from './steps.js';
export * from './view.js';
