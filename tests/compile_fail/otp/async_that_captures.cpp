// expect: a function that runs in another process must not capture
#include "anqa/otp/async.hpp"

void begin(int number) {
  static_cast<void>(anqa::async([&number] { return number * 2; }));
}
