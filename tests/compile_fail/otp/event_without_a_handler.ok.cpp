#include "anqa/otp/state_machine.hpp"

struct Locked {};
struct Unlocked {};

class Door : public anqa::StateMachine<Door, Locked, Unlocked> {
 public:
  struct Knock {};
  Door() : StateMachine(Locked{}) {}
  Transition handle_event(Unlocked&, const Knock&) { return keep_state(); }
  Transition handle_event(anqa::AnyState, const Knock&) { return keep_state().postpone(); }
};

void knock(anqa::Server<Door> door) { anqa::cast(door, Door::Knock{}); }
