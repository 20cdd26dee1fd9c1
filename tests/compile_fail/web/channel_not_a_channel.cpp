// expect: channel<T>(pattern): T derives publicly from anqa::Channel
#include "socket.hpp"

class Hall {};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
