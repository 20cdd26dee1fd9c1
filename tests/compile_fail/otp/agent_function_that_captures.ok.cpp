#include "anqa/otp/agent.hpp"

anqa::Task<void> add(anqa::Server<anqa::Agent<int>> agent, int by) {
  co_await anqa::update(agent, [](int& number, int more) { number += more; }, by);
}
