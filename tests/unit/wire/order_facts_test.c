/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/body_order and wire/body_purchase: what the rules learn of an order and a purchase, and of whether a question names somebody (L13). */
#include "sample.h"

#define FLOW "01890a5d-ac96-774b-bcce-b302099a8058"
#define NIGHT "2026-11-23T03:12:00+01:00"
#define LATER "2026-12-01T08:00:00+01:00"
#define SPRING "2027-04-01T08:00:00+02:00"

static arena_t arena;

static int open_arena(void **state) {
    (void)state;
    arena_open(&arena, DECODE_ARENA_SIZE);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static instant_t instant_of(const char *text) {
    instant_t at = 0;
    assert_int_equal(instant_read(text, &at, NULL), STATUS_OK);
    return at;
}

static message_facts_t facts_of(const char *body) { return sample_facts(&arena, body); }

static void a_question_that_says_in_header_or_words_who_it_is_is_seen(void **state) {
    (void)state;
    static const char *const NAMING[] = {
        "\"subject\":{\"name\":\"Karla\"},\"orderEnquired\":{\"need\":\"x\"}",
        "\"subject\":{\"phone\":\"+4520304050\"},\"orderEnquired\":{\"need\":\"x\"}",
        "\"subject\":{\"cpr\":\"0101901234\"},\"orderEnquired\":{\"need\":\"x\"}",
        "\"subject\":{\"pseudonym\":\"k-17\"},\"orderEnquired\":{\"need\":\"x\"}",
        "\"externalIds\":[{\"system\":\"nexus\",\"value\":\"17\"}],\"orderEnquired\":{\"need\":\"x\"}",
        "\"orderEnquired\":{\"need\":\"Kvinde, 010190-1234, søger bolig\"}",
        "\"orderEnquired\":{\"need\":\"3112991234\"}",
        "\"orderEnquired\":{\"need\":\"x\",\"region\":\"311299 1234\"}",
        "\"purchaseRequested\":{\"need\":\"0101901234\"}",
        "\"purchaseDeclined\":{\"text\":\"0101901234\"}",
    };
    static const char *const NAMELESS[] = {
        "\"subject\":{\"anonymous\":{}},\"orderEnquired\":{\"need\":\"Kvinde, 34 år\"}",
        "\"orderEnquired\":{\"need\":\"Ring 20304050, eller +4520304060\"}",
        "\"orderEnquired\":{\"need\":\"EAN 5790000000012\"}",
        "\"orderEnquired\":{\"need\":\"4501901234 og 0113901234\"}", /* no such day, no such month */
        "\"purchaseRequested\":{\"need\":\"x\"}",
    };
    for (size_t at = 0; at < COUNT_OF(NAMING); at++) {
        assert_true(facts_of(NAMING[at]).subject_identifies);
    }
    for (size_t at = 0; at < COUNT_OF(NAMELESS); at++) {
        assert_false(facts_of(NAMELESS[at]).subject_identifies);
    }
}

static void an_order_tells_its_dates_its_choice_its_payer_and_its_answers(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"orderPlaced\":{\"paragraph\":\"107\",\"effort\":{\"text\":\"Botilbud\"},\"startWanted\":\"" NIGHT "\",\"reviewAt\":\"" LATER
                                     "\",\"plannedEnd\":\"" SPRING "\",\"openEndReason\":\"lasting_need\",\"payer\":{\"municipality\":\"0621\"},\"withDuty\":\"yes\","
                                     "\"choice\":{\"agrees\":\"no\",\"because\":\"x\"},\"approval\":\"TP-1\",\"standard\":\"order\",\"standardVersion\":1,"
                                     "\"referralFlowId\":\"" FLOW "\",\"changed\":\"x\",\"questionAnswers\":[{\"questionId\":\"1\",\"answer\":\"x\"}],"
                                     "\"answers\":[{\"item\":\"effort.purpose\",\"text\":\"at bo selv\"}]}");
    assert_string_equal(facts.paragraph, "107");
    assert_true(facts.has_effort && facts.has_payer && facts.has_need && facts.has_approval && facts.has_linked && facts.has_questions && facts.has_text);
    assert_int_equal(facts.at, instant_of(NIGHT));
    assert_int_equal(facts.review_at, instant_of(LATER));
    assert_int_equal(facts.ends_at, instant_of(SPRING));
    assert_int_equal(facts.open_end, 1);
    assert_int_equal(facts.with_duty, ANSWER_YES);
    assert_int_equal(facts.informed, ANSWER_NO);
    assert_string_equal(facts.standard, "order");
    unsigned item = standard_item_find("effort.purpose", strlen("effort.purpose"));
    assert_int_equal(facts.answers[item], ANSWER_GIVEN);
    assert_false(facts_of("\"orderPlaced\":{\"questionAnswers\":[{\"questionId\":\"1\"}]}").has_questions);
    assert_string_equal(sample_refused(&arena, "\"orderPlaced\":{\"answers\":[{\"item\":\"no.such\",\"text\":\"x\"}]}"), "order_placed.answers.no.such");
}

static void each_answer_of_an_offer_tells_what_the_rules_ask_for(void **state) {
    (void)state;
    assert_int_equal(facts_of("\"orderWilling\":{\"freeFrom\":\"" NIGHT "\"}").at, instant_of(NIGHT));
    assert_int_equal(facts_of("\"orderUnwilling\":{\"reason\":\"no_capacity\"}").reason, 1);
    message_facts_t facts = facts_of("\"orderConfirmed\":{\"startAt\":\"" NIGHT "\",\"contactPerson\":\"bo\",\"contactPhone\":\"+4520304050\",\"reviewAt\":\"" LATER "\"}");
    assert_true(facts.has_contact_phone && facts.at == instant_of(NIGHT) && facts.review_at == instant_of(LATER));
    assert_string_equal(facts.contact_person, "bo");
    assert_true(facts_of("\"orderReturned\":{\"questions\":[{\"questionId\":\"1\",\"question\":\"Hvem har nøglen?\"}]}").has_questions);
    assert_false(facts_of("\"orderReturned\":{\"questions\":[{\"question\":\"Hvem har nøglen?\"}]}").has_questions);
    facts = facts_of("\"orderRefused\":{\"reason\":\"not_target_group\",\"nextOwner\":\"authority\"}");
    assert_int_equal(facts.reason, 2);
    assert_string_equal(facts.next_owner, "authority");
    facts = facts_of("\"orderEnded\":{\"reason\":\"never_came\",\"onward\":\"x\",\"citizenSeenAt\":\"" NIGHT "\",\"attempts\":3}");
    assert_true(facts.reason == 10 && facts.has_text && facts.seen_at == instant_of(NIGHT) && facts.attempts == 3);
    facts = facts_of("\"orderReviewed\":{\"status\":\"partly\",\"reviewAt\":\"" LATER "\",\"stepDown\":\"no\"}");
    assert_true(facts.reason == 2 && facts.step_down == ANSWER_NO && facts.review_at == instant_of(LATER));
    assert_true(facts_of("\"orderEndNotified\":{\"recalled\":true}").recalled);
    facts = facts_of("\"orderChangeProposed\":{\"before\":\"x\",\"after\":\"y\"}");
    assert_true(facts.has_need && facts.has_text);
    facts = facts_of("\"orderSelfAdmitted\":{\"paragraph\":\"110\",\"admittedAt\":\"" NIGHT "\",\"need\":\"x\"}");
    assert_true(facts.at == instant_of(NIGHT) && facts.has_need);
    assert_int_equal(facts_of("\"orderWithdrawn\":{\"cause\":\"expired\",\"reason\":\"no_need\"}").reason, 1);
}

static void a_purchase_tells_price_payer_dates_and_its_order(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"purchaseOffered\":{\"portalId\":\"TP-1\",\"pricePerDay\":250000,\"content\":\"x\",\"freeFrom\":\"" NIGHT "\",\"validUntil\":\"" LATER "\"}");
    assert_true(facts.has_approval && facts.has_price && facts.has_text && facts.at == instant_of(NIGHT) && facts.ends_at == instant_of(LATER));
    facts = facts_of("\"purchaseOrdered\":{\"payer\":\"other-authority\",\"contract\":\"x\",\"pricePerDay\":1,\"startAt\":\"" NIGHT "\",\"orderFlowId\":\"" FLOW "\"}");
    assert_true(facts.has_need && facts.has_price && facts.has_linked && facts.at == instant_of(NIGHT));
    assert_string_equal(facts.payer, "other-authority");
    assert_true(facts_of("\"purchaseConfirmed\":{\"orderFlowId\":\"" FLOW "\"}").has_linked);
    facts = facts_of("\"purchaseReported\":{\"from\":\"" NIGHT "\",\"until\":\"" LATER "\",\"delivered\":\"x\",\"nextReportAt\":\"" SPRING "\"}");
    assert_true(facts.seen_at == instant_of(NIGHT) && facts.at == instant_of(LATER) && facts.review_at == instant_of(SPRING) && facts.has_text);
    facts = facts_of("\"purchasePriceChanged\":{\"priceBefore\":1,\"priceAfter\":2,\"from\":\"" NIGHT "\"}");
    assert_true(facts.has_need && facts.has_price && facts.at == instant_of(NIGHT));
    assert_true(facts_of("\"purchasePayerConfirmed\":{\"ean\":\"5790000000012\"}").has_payer);
    assert_int_equal(facts_of("\"purchasePayerRefused\":{\"reason\":\"price\"}").reason, 2);
    facts = facts_of("\"purchaseTerminationNotified\":{\"reason\":\"moved\",\"endsAt\":\"" LATER "\",\"onward\":\"x\"}");
    assert_true(facts.reason == 6 && facts.ends_at == instant_of(LATER) && facts.has_text && !facts.recalled);
    facts = facts_of("\"purchaseRequested\":{\"paragraph\":\"107\",\"need\":\"x\",\"startWanted\":\"" NIGHT "\",\"duration\":\"x\",\"referralFlowId\":\"" FLOW "\"}");
    assert_true(facts.has_need && facts.has_text && facts.has_linked);
    assert_int_equal(facts_of("\"purchaseEnded\":{\"reason\":\"goal_reached\",\"invoicedUntil\":\"" LATER "\"}").at, instant_of(LATER));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_that_says_in_header_or_words_who_it_is_is_seen),
        cmocka_unit_test(an_order_tells_its_dates_its_choice_its_payer_and_its_answers),
        cmocka_unit_test(each_answer_of_an_offer_tells_what_the_rules_ask_for),
        cmocka_unit_test(a_purchase_tells_price_payer_dates_and_its_order),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
