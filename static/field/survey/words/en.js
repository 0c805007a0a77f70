/* What the first load says of a survey: how drafts and records are called, English. */
export default {
  sv_household: ['Household {n}', 'Household {n}'],
  sv_interview: 'interview',
  sv_quick: 'Quick check',
};
