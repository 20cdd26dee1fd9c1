#pragma once

#include <chrono>

#include "anqa/base/clock.hpp"

namespace anqa::testing {

/// What the network between simulated nodes is like. As Erlang's distribution it delivers in order from one
/// process to another, never twice, and what cannot be delivered breaks the connection: links and monitors
/// across it end with `noconnection`. `drop` and `reorder` are for protocols that must stand worse.
struct NetworkConditions {
  Duration min_latency = std::chrono::microseconds(100);
  Duration max_latency = std::chrono::milliseconds(2);
  /// The probability that a message, a call or an answer is lost without a word. Links, monitors and exit
  /// signals never are: whoever set them could wait for ever, which Erlang rules out.
  double drop = 0;
  /// Whether messages, calls and answers may overtake each other between the same two processes.
  bool reorder = false;
  /// The probability, for each thing sent, that the connection breaks under it.
  double break_rate = 0;
  /// How long a connection that broke by itself stays broken.
  Duration outage = std::chrono::seconds(1);
  /// Each side notices a broken connection within this time; until then what it sends is on its way to
  /// nobody.
  Duration max_detection = std::chrono::milliseconds(500);
};

}  // namespace anqa::testing
