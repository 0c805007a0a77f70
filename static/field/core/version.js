/* The version of the app that is running, put in by tools/build.mjs. */

/* global __VERSION__ */
export const VERSION = typeof __VERSION__ === 'undefined' ? 'source' : __VERSION__;
