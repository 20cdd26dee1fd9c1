// expect: this server has no handle_cast for this message
#include "anqa/otp/state_machine.hpp"

struct Locked {};
struct Unlocked {};

class Door : public anqa::StateMachine<Door, Locked, Unlocked> {
 public:
  struct Knock {};
  Door() : StateMachine(Locked{}) {}
};

void knock(anqa::Server<Door> door) { anqa::cast(door, Door::Knock{}); }
