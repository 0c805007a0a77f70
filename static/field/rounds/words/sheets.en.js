/* Words of the sheets over a screen of rounds, English. */
export default {
  place_title: '{area}, {day}: where do you vaccinate?',
  place_lead: 'Asked once for this day and village; “Change” above changes it.',
  place_dose: 'This vaccine is not given at the door: where is it given?',
  despite_title: '{name} has a red line. Why give all the same?',
  despite_checked_certificate: 'Certificate seen, may be given',
  despite_checked_age: 'Age checked, may be given',
  despite_clinic_agreed: 'The clinic’s doctor agrees',
  despite_other: 'Another reason',
  why_title: '{name}: why not given?',
  again_when: 'To come again',
  again_0: 'Today',
  again_1: 'Tomorrow',
  again_2: 'In two days',
  again_on: 'come again {day}',
  why_note: 'Where they went, what time (both optional)',
  why_first: 'write first, then tap the reason',
};
