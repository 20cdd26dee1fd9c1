// expect: handle_enter() returns nothing or Actions: it cannot go to another state
#include "anqa/otp/state_machine.hpp"

struct Locked {};
struct Unlocked {};

class Door : public anqa::StateMachine<Door, Locked, Unlocked> {
 public:
  Door() : StateMachine(Locked{}) {}
  Transition handle_enter(Locked&) { return next_state(Unlocked{}); }
};

anqa::Server<Door> begin() { return anqa::start_link<Door>(); }
