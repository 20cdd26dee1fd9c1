// expect: the body of a process must not capture: its captures would die before it; pass them as arguments
#include "anqa/runtime/spawn.hpp"

void begin(int number) {
  anqa::spawn([number]() -> anqa::Task<void> {
    static_cast<void>(number);
    co_return;
  });
}
