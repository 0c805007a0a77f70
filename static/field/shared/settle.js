/* What keeps a hasty thumb from a button that has just come. */

/** For a moment the screen takes no taps: the second of a double tap must not reach a button that has just come. */
export function settle() {
  const { classList } = document.documentElement;
  classList.add('still');
  setTimeout(() => classList.remove('still'), 350);
}
