/* Which rules the try-it page judges by: those that came with the app, or the corrected ones of this phone's server. Pure. */

/** `built` is the table of the app's release; `carried` the `edition` rows of the last setup package, by place. Rules of
 *  another format than this release reads are left alone. */
export function newest(built, carried) {
  const rows = Object.entries(carried || {}).filter(([, { rules }]) => rules && rules.format === built.rules[''].format);
  if (!rows.some(([place]) => place === 'national')) return { ...built, corrected: false };
  const code = (place) => (place === 'national' ? '' : place);
  const named = rows.filter(([, { name }]) => name);
  return {
    ...built,
    corrected: true,
    rules: Object.fromEntries(rows.map(([place, { rules }]) => [code(place), rules])),
    editions: Object.assign({}, built.editions, ...rows.map(([, { editions }]) => editions)),
    provinces: { ...built.provinces, ...Object.fromEntries(named.map(([place, { name }]) => [place, name])) },
  };
}
