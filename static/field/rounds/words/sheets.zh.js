/* Words of the sheets over a screen of rounds, Chinese. */
export default {
  place_title: '{day}在{area}：在哪里{va}？',
  place_lead: '这一天在这个村只问一次，要改点上面的“改”。',
  place_dose: '这种疫苗不在门口接种：在哪里接种？',
  despite_title: '{name}：有红线，为什么照样{va}？',
  despite_checked_certificate: '看过接种证，可以{va}',
  despite_checked_age: '核对过年龄，可以{va}',
  despite_clinic_agreed: '防保医生同意',
  despite_other: '其他理由',
  why_title: '{name}：为什么没{v}成？',
  again_when: '约哪天再来',
  again_0: '今天',
  again_1: '明天',
  again_2: '后天',
  again_on: '约{day}再来',
  why_note: '去哪里了、几点（都可不填）',
  why_first: '写好再点原因',
};
