/* SPDX-License-Identifier: EUPL-1.2
 * What has been done and said in a flow, where its table needs it: bits of flow_t.marks, a set for each flow. They stand in the store: append only. Inside the
 * flow layer only. */
#ifndef STAFET_FLOW_MARKS_H
#define STAFET_FLOW_MARKS_H

#endif
