/* SPDX-License-Identifier: EUPL-1.2
 * What has been done and said in a flow, where its table needs it: bits of flow_t.marks, a set for each flow. They stand in the store: append only. Inside the
 * flow layer only. */
#ifndef STAFET_FLOW_MARKS_H
#define STAFET_FLOW_MARKS_H

/* Of a referral. APPEALED: a decision is looked at again. PARTLY: granted in part. NO_EARLY: there is a reason why nothing early is offered. ASKS_CITIZEN: the
 * supplement is the citizen's, whom the authority asks itself. */
enum { REFERRAL_APPEALED = 1, REFERRAL_PARTLY = 2, REFERRAL_NO_EARLY = 4, REFERRAL_ASKS_CITIZEN = 8 };
/* of an order */
enum {
    ORDER_WITH_DUTY = 1,           /* the responsibility goes with it, on the start date */
    ORDER_CHANGE_BY_AUTHORITY = 2, /* a change is open, and whose it is */
    ORDER_CHANGE_BY_OFFER = 4,
    ORDER_NOTICE_BY_AUTHORITY = 8, /* who gave notice that it ends */
    ORDER_NOTICE_BY_OFFER = 16,
    ORDER_UNMET = 32,              /* nobody asked was willing: unmet demand */
    ORDER_SELF_ADMITTED = 64       /* began without an order */
};
#define ORDER_CHANGE (ORDER_CHANGE_BY_AUTHORITY | ORDER_CHANGE_BY_OFFER)
#define ORDER_NOTICE (ORDER_NOTICE_BY_AUTHORITY | ORDER_NOTICE_BY_OFFER)

/* of a purchase */
enum {
    PURCHASE_PAYER_KNOWN = 1, /* who pays has said yes, or is who acts */
    PURCHASE_DISPUTE = 2,     /* who was named has said no; who acts pays meanwhile */
    PURCHASE_STARTED = 4,
    PURCHASE_PRICE_OPEN = 8,  /* another price is proposed, and which sides have agreed to it */
    PURCHASE_AGREED_ACTOR = 16,
    PURCHASE_AGREED_SELLER = 32,
    PURCHASE_AGREED_PAYER = 64,
    PURCHASE_NOTICE_BY_ACTOR = 128,
    PURCHASE_NOTICE_BY_SELLER = 256,
    PURCHASE_UNMET = 512
};
#define PURCHASE_SIDES (PURCHASE_AGREED_ACTOR | PURCHASE_AGREED_SELLER | PURCHASE_AGREED_PAYER)
#define PURCHASE_NOTICE (PURCHASE_NOTICE_BY_ACTOR | PURCHASE_NOTICE_BY_SELLER)
/* Contact: somebody under 18 calls or is called about, or there is a worry about a child at home; the child authority has it. Another municipality acts; it was told. */
#define CONTACT_CHILD 0x1U
#define CONTACT_CHILD_TOLD 0x2U
#define CONTACT_ELSEWHERE 0x4U
#define CONTACT_MUNICIPALITY_TOLD 0x8U
#define EMERGENCY_SERVICE_OTHER_MUNICIPALITY 6U
#define EMERGENCY_SERVICE_CHILD_AUTHORITY 7U

/* Closing: how it ends, where the citizen goes from there, what is done of the aftercare, and by which ways (channel_t) the citizen was looked for. */
#define CLOSING_MODE_MASK 0x7U
#define CLOSING_ONWARD_SHIFT 4
#define CLOSING_ONWARD_MASK 0xF0U
#define CLOSING_CHECKED_30 0x100U
#define CLOSING_EVALUATION_DONE 0x200U
#define CLOSING_WAY_SHIFT 16
#define CLOSING_WAY_MASK 0xFF0000U
/* Of a hospital stay. A readmission begins anew: what was done before it stands MARKS_BEFORE higher, for the case that it is taken back. */
enum {
    STAY_PROFILE = 1,   /* the ward has the support profile */
    STAY_ANSWERED = 2,  /* the warning is answered */
    STAY_EFFORT = 4,    /* with an effort */
    STAY_INTERIM = 8,   /* there is a plan until the effort begins */
    STAY_BY_WARD = 16,  /* who wrote the agreement as it stands */
    STAY_BY_HOLDER = 32,
    STAY_AGREED = 64,   /* the other has confirmed it */
    STAY_DIED = 128     /* the ward has told of a death */
};
#define MARKS_BEFORE 16

#endif
