#pragma once

#include <exception>
#include <string>
#include <utility>

#include "anqa/runtime/task.hpp"

namespace app {

/// What an exception of a Task says; "" where there is none.
template <class T>
anqa::Task<std::string> complaint(anqa::Task<T> task) {
  try {
    co_await std::move(task);
  } catch (const std::exception& error) {
    co_return error.what();
  }
  co_return "";
}

}  // namespace app
