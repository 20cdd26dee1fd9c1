#include "anqa/otp/async.hpp"

void begin(int number) {
  static_cast<void>(anqa::async([](int given) { return given * 2; }, number));
}
