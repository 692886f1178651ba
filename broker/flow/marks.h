/* SPDX-License-Identifier: EUPL-1.2
 * What has been done and said in a flow, where its table needs it: bits of flow_t.marks, a set for each flow. They stand in the store: append only. Inside the
 * flow layer only. */
#ifndef STAFET_FLOW_MARKS_H
#define STAFET_FLOW_MARKS_H

/* Of a referral. APPEALED: a decision is looked at again. PARTLY: granted in part. NO_EARLY: there is a reason why nothing early is offered. ASKS_CITIZEN: the
 * supplement is the citizen's, whom the authority asks itself. */
enum { REFERRAL_APPEALED = 1, REFERRAL_PARTLY = 2, REFERRAL_NO_EARLY = 4, REFERRAL_ASKS_CITIZEN = 8 };

#endif
