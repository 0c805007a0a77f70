/* The one place views take their drawing library from. */
export { Component, Fragment, render } from 'preact';
export { html } from 'htm/preact';
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
export { computed, effect, signal } from '@preact/signals';
