/* SPDX-License-Identifier: EUPL-1.2
 * Tests of wire/facts: what the rules learn of a handover, of what is valid on every course, and of whom a message is about. */
#include "sample.h"

#include "stafet/v1/message.pb-c.h"

#define FLOW "01890a5d-ac96-774b-bcce-b302099a8058"
#define NIGHT "2026-11-23T03:12:00+01:00"
#define LATER "2026-12-01T08:00:00+01:00"

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

static message_facts_t facts_of(const char *body) {
    return sample_facts(&arena, body);
}

typedef struct {
    const char *body;
    message_type_t type;
    bool has_time, has_text, has_need;
    uint32_t reason;
} plain_t;

/* Time, text, need and reason of each body, wherever they stand in it. */
static void the_time_text_and_reason_of_each_body_are_found(void **state) {
    (void)state;
    static const plain_t ROWS[] = {
        {"\"handoverAnnounced\":{\"plannedAt\":\"" NIGHT "\",\"reason\":\"age\",\"text\":\"x\"}", TYPE_HANDOVER_ANNOUNCED, true, true, false, 6},
        {"\"handoverDrafted\":{\"text\":\"x\"}", TYPE_HANDOVER_DRAFTED, false, true, false, 0},
        {"\"handoverPackage\":{\"plannedAt\":\"" NIGHT "\",\"changed\":\"x\"}", TYPE_HANDOVER_PACKAGE, true, true, false, 0},
        {"\"handoverOverridden\":{\"reason\":\"legal_date\",\"text\":\"x\"}", TYPE_HANDOVER_OVERRIDDEN, false, true, false, 4},
        {"\"handoverTakenOver\":{\"firstContactAt\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_HANDOVER_TAKEN_OVER, true, true, false, 0},
        {"\"handoverAgreed\":{\"responsibleFrom\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_HANDOVER_AGREED, true, true, false, 0},
        {"\"handoverReturned\":{\"text\":\"x\"}", TYPE_HANDOVER_RETURNED, false, true, false, 0},
        {"\"handoverStandby\":{\"until\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_HANDOVER_STANDBY, true, true, false, 0},
        {"\"handoverRefused\":{\"reason\":\"duplicate\",\"text\":\"x\"}", TYPE_HANDOVER_REFUSED, false, true, false, 11},
        {"\"handoverRecalled\":{\"reason\":\"mistake\",\"text\":\"x\"}", TYPE_HANDOVER_RECALLED, false, true, false, 8},
        {"\"handoverCancelled\":{\"reason\":\"moved\",\"plan\":\"x\"}", TYPE_HANDOVER_CANCELLED, false, true, false, 4},
        {"\"handoverAssigned\":{\"reason\":\"failed\",\"text\":\"x\"}", TYPE_HANDOVER_ASSIGNED, false, true, false, 10},
        {"\"handoverSupplemented\":{\"text\":\"x\"}", TYPE_HANDOVER_SUPPLEMENTED, false, true, false, 0},
        {"\"handoverFirstContact\":{\"at\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_HANDOVER_FIRST_CONTACT, true, true, false, 0},
        {"\"handoverBridgeEnded\":{\"citizenStatement\":\"x\"}", TYPE_HANDOVER_BRIDGE_ENDED, false, true, false, 0},
        {"\"handoverBridgeEnded\":{\"text\":\"x\"}", TYPE_HANDOVER_BRIDGE_ENDED, false, true, false, 0},
        {"\"handoverFollowedUp\":{\"at\":\"" NIGHT "\",\"who\":\"Bo\",\"text\":\"x\"}", TYPE_HANDOVER_FOLLOWED_UP, true, true, true, 0},
        {"\"handoverWithdrawn\":{\"cause\":\"expired\"}", TYPE_HANDOVER_WITHDRAWN, false, false, false, WITHDRAWAL_EXPIRED},
        {"\"closingDecided\":{\"mode\":\"dead\",\"text\":\"x\"}", TYPE_CLOSING_DECIDED, false, true, false, 5},
        {"\"courseDied\":{\"source\":\"doctor\",\"diedAt\":\"" NIGHT "\",\"seenBy\":\"Bo\"}", TYPE_COURSE_DIED, true, true, false, 3},
        {"\"courseMovedMunicipality\":{\"text\":\"x\"}", TYPE_COURSE_MOVED_MUNICIPALITY, false, true, false, 0},
        {"\"clockPaused\":{\"reason\":\"citizen_away\",\"until\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_CLOCK_PAUSED, true, true, false, PAUSE_CITIZEN_AWAY},
        {"\"clockResumed\":{\"text\":\"x\"}", TYPE_CLOCK_RESUMED, false, true, false, 0},
        {"\"coverStarted\":{\"until\":\"" NIGHT "\"}", TYPE_COVER_STARTED, true, false, false, 0},
        {"\"coverReported\":{\"at\":\"" NIGHT "\",\"whatHappened\":\"x\"}", TYPE_COVER_REPORTED, true, true, false, 0},
        {"\"coverReported\":{\"whatWasDone\":\"x\"}", TYPE_COVER_REPORTED, false, false, false, 0},
        {"\"coverRead\":{\"text\":\"x\"}", TYPE_COVER_READ, false, true, false, 0},
        {"\"meetingCalled\":{\"text\":\"x\"}", TYPE_MEETING_CALLED, false, true, false, 0},
        {"\"meetingFixed\":{\"at\":\"" NIGHT "\"}", TYPE_MEETING_FIXED, true, false, false, 0},
        {"\"meetingHeld\":{\"at\":\"" NIGHT "\",\"minutes\":\"x\"}", TYPE_MEETING_HELD, true, true, false, 0},
        {"\"consentWithdrawn\":{\"consentId\":\"c\",\"at\":\"" NIGHT "\",\"text\":\"x\"}", TYPE_CONSENT_WITHDRAWN, true, true, false, 0},
        {"\"consentBasisNamed\":{\"ground\":\"vital\",\"text\":\"x\"}", TYPE_CONSENT_BASIS_NAMED, false, true, false, 2},
    };
    for (unsigned at = 0; at < COUNT_OF(ROWS); at++) {
        message_facts_t facts = facts_of(ROWS[at].body);
        bool is_right = facts.type == ROWS[at].type && facts.at == (ROWS[at].has_time ? instant_of(NIGHT) : 0) && facts.has_text == ROWS[at].has_text &&
                        facts.has_need == ROWS[at].has_need && facts.reason == ROWS[at].reason;
        if (!is_right) {
            fail_msg("%s: at %lld, text %d, need %d, reason %u", ROWS[at].body, (long long)facts.at, facts.has_text, facts.has_need, facts.reason);
        }
    }
}

static void an_announcement_tells_whether_the_citizen_knows_or_why_not(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"handoverAnnounced\":{\"transition\":\"child_to_adult\",\"citizenInformed\":\"yes\"}");
    assert_int_equal(facts.transition, TRANSITION_CHILD_TO_ADULT);
    assert_int_equal(facts.informed, ANSWER_YES);
    facts = facts_of("\"handoverAnnounced\":{\"citizenInformed\":\"no\",\"notInformedBecause\":\"bevidstløs\"}");
    assert_int_equal(facts.informed, ANSWER_NO);
    assert_true(facts.has_need && !facts.has_text);
}

static void a_package_tells_standard_paragraph_and_what_it_returns(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"handoverPackage\":{\"transition\":\"return_route\",\"standard\":\"light\",\"standardVersion\":3,\"paragraph\":\"107\","
                                     "\"returnsFlowId\":\"" FLOW "\"}");
    uuid_t flow;
    assert_int_equal(uuid_read(FLOW, &flow), STATUS_OK);
    assert_int_equal(facts.transition, TRANSITION_RETURN_ROUTE);
    assert_string_equal(facts.standard, "light");
    assert_int_equal(facts.standard_version, 3);
    assert_string_equal(facts.paragraph, "107");
    assert_true(facts.has_returns && uuid_equal(facts.returns, flow));
    assert_false(facts_of("\"handoverPackage\":{}").has_returns);
}

static void who_takes_over_names_a_person_a_phone_and_the_bridge(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"handoverTakenOver\":{\"contactPerson\":\"bo.h\",\"contactPhone\":\"12345678\",\"firstContactAt\":\"" NIGHT
                                     "\",\"bridgeUntil\":\"" LATER "\"}");
    assert_true(facts.has_contact_person && facts.has_contact_phone);
    assert_string_equal(facts.contact_person, "bo.h");
    assert_true(facts.at == instant_of(NIGHT) && facts.bridge_until == instant_of(LATER));
    facts = facts_of("\"handoverAgreed\":{\"responsibleFrom\":\"" LATER "\",\"contactPerson\":\"Bo H\",\"contactPhone\":\" \"}");
    assert_true(facts.has_contact_person && !facts.has_contact_phone && facts.at == instant_of(LATER));
    assert_string_equal(facts.contact_person, "");
    assert_string_equal(facts_of("\"handoverRefused\":{\"nextOwner\":\"vejle.authority\"}").next_owner, "vejle.authority");
}

static void a_return_asks_something_only_with_words(void **state) {
    (void)state;
    assert_true(facts_of("\"handoverReturned\":{\"questions\":[{\"item\":\"risk.suicide\"},{\"question\":\"hvornår?\"}]}").has_questions);
    assert_false(facts_of("\"handoverReturned\":{\"questions\":[{\"item\":\"risk.suicide\"},{\"question\":\" \"}]}").has_questions);
    assert_false(facts_of("\"handoverReturned\":{\"text\":\"mangler noget\"}").has_questions);
}

static void the_time_after_is_told_by_ticks_days_and_attempts(void **state) {
    (void)state;
    message_facts_t facts = facts_of("\"handoverFirstContact\":{\"met\":\"no\",\"attempts\":3}");
    assert_int_equal(facts.met, ANSWER_NO);
    assert_int_equal(facts.attempts, 3);
    facts = facts_of("\"handoverFollowedUp\":{\"day\":30,\"inContact\":\"yes\",\"lost\":\"no\"}");
    assert_int_equal(facts.day, 30);
    assert_int_equal(facts.met, ANSWER_YES);
    assert_int_equal(facts.lost, ANSWER_NO);
    assert_false(facts.has_need);
}

static void a_meeting_is_called_when_one_proposed_time_can_be_read(void **state) {
    (void)state;
    assert_true(facts_of("\"meetingCalled\":{\"proposed\":[{\"at\":\"på tirsdag\"},{\"at\":\"" NIGHT "\"}]}").has_need);
    assert_false(facts_of("\"meetingCalled\":{\"proposed\":[{\"at\":\"på tirsdag\"},{},{\"at\":\"\"}],\"text\":\"x\"}").has_need);
}

static void what_is_valid_on_every_course_names_what_it_is_about(void **state) {
    (void)state;
    assert_string_equal(facts_of("\"clockPaused\":{\"rule\":\"HOV-4\"}").rule, "HOV-4");
    assert_string_equal(facts_of("\"clockResumed\":{\"rule\":\"HOV-5\"}").rule, "HOV-5");
    assert_string_equal(facts_of("\"courseMovedMunicipality\":{\"municipality\":\"0630\"}").municipality, "0630");
    assert_int_equal(facts_of("\"coverReported\":{\"risk\":\"yes\"}").danger, ANSWER_YES);
    assert_string_equal(facts_of("\"courseDied\":{\"seenBy\":\"bo.h\"}").second_person, "bo.h");
    assert_string_equal(facts_of("\"courseDied\":{\"seenBy\":\"Bo H\"}").second_person, "");
}

static void a_field_that_does_not_fit_its_place_is_refused_by_its_path(void **state) {
    (void)state;
    static const struct {
        const char *body, *where;
    } ROWS[] = {
        {"\"handoverPackage\":{\"paragraph\":\"en lang forklaring\"}", "handover_package.paragraph"},
        {"\"handoverPackage\":{\"returnsFlowId\":\"7\"}", "handover_package.returns_flow_id"},
        {"\"handoverPackage\":{\"plannedAt\":\"snart\"}", "handover_package.planned_at"},
        {"\"handoverAgreed\":{\"responsibleFrom\":\"snart\"}", "handover_agreed.responsible_from"},
        {"\"handoverRefused\":{\"nextOwner\":\"Vejle\"}", "handover_refused.next_owner"},
        {"\"courseMovedMunicipality\":{\"municipality\":\"Vejle Kommune\"}", "course_moved_municipality.municipality"},
        {"\"clockPaused\":{\"rule\":\"overdragelsen\"}", "clock_paused.rule"},
    };
    for (unsigned at = 0; at < COUNT_OF(ROWS); at++) {
        assert_string_equal(sample_refused(&arena, ROWS[at].body), ROWS[at].where);
    }
}

/* ---- whom it is about ---- */

static instant_t born(const char *cpr) {
    char body[128];
    (void)snprintf(body, sizeof body, "\"subject\":{\"cpr\":\"%s\"},\"courseNote\":{}", cpr);
    return facts_of(body).born_at;
}

static void the_seventh_digit_of_a_cpr_number_tells_the_century(void **state) {
    (void)state;
    static const struct {
        const char *cpr, *midnight;
    } ROWS[] = {
        {"0101700123", "1970-01-01T00:00:00+01:00"}, {"3112993999", "1999-12-31T00:00:00+01:00"}, {"1507004000", "2000-07-15T00:00:00+02:00"},
        {"1507364000", "2036-07-15T00:00:00+02:00"}, {"1501374000", "1937-01-15T00:00:00+01:00"}, {"2902005000", "2000-02-29T00:00:00+01:00"},
        {"1501578000", "2057-01-15T00:00:00+01:00"}, {"1501588000", "1858-01-15T00:00:00+01:00"}, {"1501369000", "2036-01-15T00:00:00+01:00"},
        {"1501379000", "1937-01-15T00:00:00+01:00"},
    };
    for (unsigned at = 0; at < COUNT_OF(ROWS); at++) {
        assert_true(born(ROWS[at].cpr) == instant_of(ROWS[at].midnight));
    }
}

static void what_is_no_cpr_number_tells_no_birth(void **state) {
    (void)state;
    static const char *const ROWS[] = {"", "3002701234", "0113701234", "0001701234", "2902991234", "010170123", "01017012345", "010170-1234", "01017O1234", "6101701234"};
    for (unsigned at = 0; at < COUNT_OF(ROWS); at++) {
        assert_true(born(ROWS[at]) == 0);
    }
    assert_true(facts_of("\"subject\":{\"ecpr\":\"0101701234\"},\"courseNote\":{}").born_at == 0);
    assert_true(facts_of("\"courseNote\":{}").born_at == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_time_text_and_reason_of_each_body_are_found),
        cmocka_unit_test(an_announcement_tells_whether_the_citizen_knows_or_why_not),
        cmocka_unit_test(a_package_tells_standard_paragraph_and_what_it_returns),
        cmocka_unit_test(who_takes_over_names_a_person_a_phone_and_the_bridge),
        cmocka_unit_test(a_return_asks_something_only_with_words),
        cmocka_unit_test(the_time_after_is_told_by_ticks_days_and_attempts),
        cmocka_unit_test(a_meeting_is_called_when_one_proposed_time_can_be_read),
        cmocka_unit_test(what_is_valid_on_every_course_names_what_it_is_about),
        cmocka_unit_test(a_field_that_does_not_fit_its_place_is_refused_by_its_path),
        cmocka_unit_test(the_seventh_digit_of_a_cpr_number_tells_the_century),
        cmocka_unit_test(what_is_no_cpr_number_tells_no_birth),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
