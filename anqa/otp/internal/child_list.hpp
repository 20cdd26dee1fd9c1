#pragma once

#include <cstdint>
#include <list>
#include <string_view>
#include <unordered_map>

#include "anqa/otp/any_supervisor.hpp"
#include "anqa/otp/internal/pid_map.hpp"

namespace anqa::detail {

/// One child of a supervisor.
struct Child {
  explicit Child(ChildSpec child_spec) : spec(std::move(child_spec)) {}
  ChildSpec spec;
  Pid pid = {};             // set by ChildList only
  bool restarting = false;  // could not be started again; a TryAgain is on its way
  std::uint64_t restarts = 0;
  ExitReason last_exit = {};
  bool has_ended = false;       // last_exit means something
  detail::PlacePtr place = {};  // made at its first start
};

/// The children of a supervisor in the order of their start, found by pid and by id without a search.
class ChildList {
 public:
  using Iterator = std::list<Child>::iterator;

  auto begin() { return children_.begin(); }
  auto end() { return children_.end(); }
  auto begin() const { return children_.begin(); }
  auto end() const { return children_.end(); }
  std::size_t size() const { return children_.size(); }
  std::size_t running() const { return by_pid_.size(); }

  /// Its id must not be in the list.
  Iterator add(ChildSpec spec) {
    children_.emplace_back(std::move(spec));
    Iterator added = std::prev(children_.end());
    by_id_.emplace(added->spec.id(), added);
    return added;
  }
  Iterator erase(Iterator child) {
    forget_pid(*child);
    by_id_.erase(child->spec.id());
    return children_.erase(child);
  }

  Iterator find(std::string_view id) {
    auto found = by_id_.find(id);
    return found == by_id_.end() ? children_.end() : found->second;
  }
  /// The child that ran as `pid`, which from now on does not run.
  Iterator take(Pid pid) {
    auto found = by_pid_.take(pid);
    if (!found) return children_.end();
    (*found)->pid = {};
    return *found;
  }
  void set_pid(Iterator child, Pid pid) {
    forget_pid(*child);
    child->pid = pid;
    if (pid) by_pid_.insert(pid, child);
  }
  Pid take_pid(Iterator child) {
    const Pid pid = child->pid;
    forget_pid(*child);
    return pid;
  }

 private:
  void forget_pid(Child& child) {
    if (child.pid) by_pid_.take(child.pid);
    child.pid = {};
  }
  std::list<Child> children_;
  std::unordered_map<std::string_view, Iterator> by_id_;  // the keys lie in the specs
  PidMap<Iterator> by_pid_;
};

}  // namespace anqa::detail
