/* Of 今日 what is about catch-up: how many children of the village lack something, and the way to them. */

import { tick } from '../core/index.js';
import { actDay, area } from '../shared/here.js';
import { html, useEffect } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Bar, Notice } from '../shared/parts.js';
import { bringRules } from '../shared/vaccines.js';
import { campaignsOf, countsOf, isReady, lacking, wantedBy, workOut } from './lacking.js';

function Campaign({ campaign, all, on }) {
  const { children, doses } = countsOf(all, campaign, on);
  const given = all.filter((one) => one.visits.some((visit) => visit.campaign === campaign.key && visit.outcome === 'given') && !wantedBy(one, campaign, on).length).length;
  const days = campaign.first_day > on ? t('gap_begins', { day: dayWords(campaign.first_day) }) : t('gap_until', { day: dayWords(campaign.last_day) });
  return html`<a class="notice gap-campaign" href=${`#/gaps?campaign=${campaign.key}`}>
    <span><b>${campaign.name}</b><small>${days}</small>
      <span>${children ? t('gap_left', { n: children, doses }) : t('gap_left_none')}${given ? `${SEP}${t('gap_done_n', { n: given })}` : ''}</span>
      <${Bar} done=${given} of=${given + children} /></span></a>`;
}

/** What 今日 says of catch-up in the village worked in; nothing without one, or while nobody lacks anything. */
export function GapsToday() {
  tick.value;
  const [here, on] = [area(), actDay()];
  useEffect(() => void bringRules(), []);
  useEffect(() => void (here && workOut(here.code, on)));
  const all = here && isReady(here.code, on) && lacking(here.code, on);
  if (!all) return null;
  const campaigns = campaignsOf(here.code);
  if (campaigns.length) return campaigns.map((campaign) => html`<${Campaign} key=${campaign.key} campaign=${campaign} all=${all} on=${on} />`);
  const { now, children, ask } = countsOf(all, null, on);
  const words = now ? t('gap_go', { n: now }) : children ? t('gap_go_later', { n: children }) : ask && t('gap_go_ask', { n: ask });
  return words ? html`<${Notice} href="#/gaps">${words}<//>` : null;
}
