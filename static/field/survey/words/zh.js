/* What the first load says of a survey: how drafts and records are called, Chinese. */
export default {
  sv_household: '{n}号户',
  sv_interview: '入户访谈',
  sv_quick: '快速评估',
};
