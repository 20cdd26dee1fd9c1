#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "anqa/testing/simulation.hpp"

namespace promises {

using namespace anqa;

/// One place in the tree that a seed draws: what is to run there, and what is known of what runs there now.
struct Place {
  // Drawn once.
  int parent = -1;
  int index = 0;  ///< among its siblings
  bool is_supervisor = false;
  Strategy strategy = one_for_one;
  unsigned max_restarts = 0;
  std::chrono::seconds max_seconds{5};
  Restart restart = permanent;
  Shutdown shutdown;
  bool traps = false;
  Duration slow_init{};
  Duration slow_terminate{};
  double fails_to_start = 0;
  std::vector<int> children;

  // What has been seen.
  Pid pid;                      ///< of the latest incarnation
  Pid supervisor;               ///< that started it
  bool starting = false;        ///< constructed, its init() not done
  bool stops_normally = false;  ///< said so itself
  int starts = 0;               ///< by the same supervisor
  // Of a supervisor: its children's starts.
  bool started_all = false;
  int last_started = -1;
  std::deque<TimePoint> restarts;
  bool terminating = false;
};

/// The tree of one seed, the model of what may happen to it, and the questions asked of both.
class World {
 public:
  World(anqa::testing::Simulation& simulation, anqa::testing::SimulatedNode& node)
      : sim(simulation), node_(node) {}

  anqa::testing::Simulation& sim;
  std::deque<Place> places;
  bool exact_time = true;  ///< no step takes virtual time: moments may be compared exactly
  bool root_was_asked = false;
  bool harmless = false;  ///< nothing fails to start any more
  int wrong_answers = 0;
  std::uint64_t next_nonce = 1;

  /// Draws a tree. Returns its root's place.
  int draw_tree(int depth);
  ChildSpec spec(int place);
  std::string name(int place) const { return "p" + std::to_string(place); }
  bool is_alive(Pid pid) { return pid && node_.is_alive(pid); }
  TimePoint now() { return node_.now(); }
  /// Whether starting `place` fails this time.
  bool fails_now(int place);

  void constructed(int place);
  void initialised(int place);
  void supervisor_terminates(int place, const ExitReason& reason);
  /// A worker was asked by its supervisor to end.
  void asked_to_end(int place);
  void killed(Pid pid) { killed_.push_back(pid); }

  /// After each step. Empty when all is well.
  std::string problem();
  /// When nothing happens and nothing more is to be restarted.
  void check_quiet();

 private:
  int add(int parent, int depth);
  void count_restart(int supervisor, int place);
  bool instant(int place) const;
  std::string describe(int place) const;

  anqa::testing::SimulatedNode& node_;
  std::vector<Pid> killed_;
};

}  // namespace promises
