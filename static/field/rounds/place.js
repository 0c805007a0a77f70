/* Where doses are given: which place a day in a village has by itself, and where a product may be given at all. Pure.
   Nobody is at a door by silence: without an open post of the day the worker is asked, once a day and village. */

export const MODES = ['post', 'door', 'mobile', 'school', 'clinic'];

/** True where a campaign's doses may be given at the door: what is swallowed always, an injection where the ordering
 *  document allows it. */
export const doorAllowed = (campaign) => campaign.form !== 'injection' || campaign.door_allowed === true;

/** What choosing a post says: {mode, post}. A mobile team is a place of its own. */
export const atPost = (post) => ({ mode: post.kind === 'mobile' ? 'mobile' : 'post', post: post.key });

/** Posts of the round's campaign in a village that are open on a day. */
export const openPosts = (posts, area, round, day) =>
  posts.filter((post) => post.campaign === round.campaign.key && post.area === area && (post.days || []).includes(day));

/** The place of a day in a village that needs no question, or null: its open post, of several the one a worker belongs to.
 *  `own` is the post assigned to `person` in the round, if any. */
export function placeByItself(open, own, person) {
  if (open.length === 1) return atPost(open[0]);
  const mine = open.filter((post) => post.key === own || (post.staff || []).includes(person));
  return mine.length === 1 ? atPost(mine[0]) : null;
}

/** Under what a chosen place is remembered. */
export const placeMark = (day, area, round) => [day, area, round ? round.campaign.key : ''].join('|');

const KEPT = 40;

/** The places remembered with one more; the oldest are forgotten. */
export function withPlace(places, mark, place) {
  const others = Object.entries(places || {}).filter(([name]) => name !== mark);
  return Object.fromEntries([...others.slice(1 - KEPT), [mark, place]]);
}
