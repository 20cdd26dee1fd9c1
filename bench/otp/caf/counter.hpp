#pragma once

#include "rows.hpp"

namespace bench {

/// An actor with one int of state.
struct CounterState {
  int count = 0;
};

inline caf::behavior counter(caf::stateful_actor<CounterState>* self, int start) {
  self->state.count = start;
  return {
      [=](add_atom) { return self->state.count++; },
      [=](get_atom) { return self->state.count; },
      [=](stop_atom) { self->quit(); },
  };
}

}  // namespace bench
