// expect: this state of the machine does not say what it does with this event
// expect: check_state_handles<Door, Locked, Door::Knock>
#include "anqa/otp/state_machine.hpp"

struct Locked {};
struct Unlocked {};

class Door : public anqa::StateMachine<Door, Locked, Unlocked> {
 public:
  struct Knock {};
  Door() : StateMachine(Locked{}) {}
  Transition handle_event(Unlocked&, const Knock&) { return keep_state(); }
};

void knock(anqa::Server<Door> door) { anqa::cast(door, Door::Knock{}); }
